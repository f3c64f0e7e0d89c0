using BTCPayServer.Services.Invoices;

namespace BTCPayServer.Events;

/// <summary>An invoice's state was rewritten by the watcher; not published when it is marked by hand.</summary>
public class InvoiceDataChangedEvent(InvoiceEntity invoice) : IHasInvoiceId
{
    public string InvoiceId { get; } = invoice.Id;

    public InvoiceState State { get; } = invoice.GetInvoiceState();
}
