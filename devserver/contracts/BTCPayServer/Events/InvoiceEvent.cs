using BTCPayServer.Services.Invoices;

namespace BTCPayServer.Events;

/// <summary>Something happened to an invoice. Lives in memory only.</summary>
public class InvoiceEvent : IHasInvoiceId
{
    public const string Created = "invoice_created";
    public const string ReceivedPayment = "invoice_receivedPayment";
    public const string PaymentSettled = "invoice_paymentSettled";
    public const string MarkedCompleted = "invoice_markedComplete";
    public const string MarkedInvalid = "invoice_markedInvalid";
    public const string Expired = "invoice_expired";
    public const string ExpiredPaidPartial = "invoice_expiredPaidPartial";
    public const string PaidInFull = "invoice_paidInFull";
    public const string PaidAfterExpiration = "invoice_paidAfterExpiration";
    public const string FailedToConfirm = "invoice_failedToConfirm";
    public const string Confirmed = "invoice_confirmed";
    public const string Completed = "invoice_completed";
    public const string Refund = "invoice_refund";

    private static readonly Dictionary<string, InvoiceEventCode> Codes = new()
    {
        [Created] = InvoiceEventCode.Created,
        [ReceivedPayment] = InvoiceEventCode.ReceivedPayment,
        [PaymentSettled] = InvoiceEventCode.PaymentSettled,
        [MarkedCompleted] = InvoiceEventCode.MarkedCompleted,
        [MarkedInvalid] = InvoiceEventCode.MarkedInvalid,
        [Expired] = InvoiceEventCode.Expired,
        [ExpiredPaidPartial] = InvoiceEventCode.ExpiredPaidPartial,
        [PaidInFull] = InvoiceEventCode.PaidInFull,
        [PaidAfterExpiration] = InvoiceEventCode.PaidAfterExpiration,
        [FailedToConfirm] = InvoiceEventCode.FailedToConfirm,
        [Confirmed] = InvoiceEventCode.Confirmed,
        [Completed] = InvoiceEventCode.Completed,
        [Refund] = InvoiceEventCode.Refund,
    };

    public InvoiceEvent(InvoiceEntity invoice, string name)
    {
        ArgumentNullException.ThrowIfNull(invoice);
        Invoice = invoice;
        Name = name;
        EventCode = Codes[name];
    }

    public InvoiceEntity Invoice { get; set; }

    public string InvoiceId => Invoice.Id;

    public InvoiceEventCode EventCode { get; set; }

    public string Name { get; set; }

    /// <summary>Only in receivedPayment and paymentSettled.</summary>
    public PaymentEntity? Payment { get; set; }

    /// <summary>Only in expired.</summary>
    public bool PaidPartial { get; internal set; }

    public override string ToString() => $"Invoice {InvoiceId}: {Name} ({(int)EventCode})";
}
