using BTCPayServer.Client.Models;

namespace BTCPayServer.Services.Invoices;

public record InvoiceState(InvoiceStatus Status, InvoiceExceptionStatus ExceptionStatus)
{
    public bool CanMarkComplete() => Status is not InvoiceStatus.Settled;

    public bool CanMarkInvalid() =>
        Status is InvoiceStatus.New or InvoiceStatus.Processing or InvoiceStatus.Expired
        || (Status is InvoiceStatus.Settled && ExceptionStatus is InvoiceExceptionStatus.Marked);

    public override string ToString() => ExceptionStatus switch
    {
        InvoiceExceptionStatus.PaidOver => $"{Status} (paid over)",
        InvoiceExceptionStatus.PaidLate => $"{Status} (paid late)",
        InvoiceExceptionStatus.PaidPartial => $"{Status} (paid partial)",
        InvoiceExceptionStatus.Marked => $"{Status} (marked)",
        _ => Status.ToString(),
    };
}
