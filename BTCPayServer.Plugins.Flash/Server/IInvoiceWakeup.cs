namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>
/// Told that something may have happened to an invoice. A hint only: it may be late, twice, out of order or never come, and it
/// says nothing of the invoice's state. Read that with <see cref="IStoreInvoices.Find"/>, and reconcile on start and on a timer.
/// Register implementations as singletons of this interface.
/// </summary>
public interface IInvoiceWakeup
{
    /// <summary>Called once for every invoice event, for any invoice of any store, one at a time. What it throws is logged and dropped.</summary>
    Task InvoiceTouched(string storeId, string invoiceId, CancellationToken ct);
}
