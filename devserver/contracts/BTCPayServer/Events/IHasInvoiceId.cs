namespace BTCPayServer.Events;

public interface IHasInvoiceId
{
    string InvoiceId { get; }
}
