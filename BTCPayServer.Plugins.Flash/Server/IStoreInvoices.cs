using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The store's own invoices, as far as a load needs them: made for a load, read back, found again after a crash.</summary>
public interface IStoreInvoices
{
    /// <summary>
    /// Makes an invoice in the store, tied to the load by metadata and by a search term. Whoever calls records the invoice id
    /// afterwards; after a crash in between, <see cref="FindByLoad"/> finds it again.
    /// </summary>
    /// <returns>
    /// The invoice, or a refusal: <c>store-not-found</c>, or <c>invoice-not-created</c> with the server's own words (no payment
    /// method, no rate, amount out of range).
    /// </returns>
    Task<Result<StoreInvoice>> Create(string storeId, NewStoreInvoice request, CancellationToken ct);

    /// <summary>The invoice as the server's database has it now (never from an event), or null when this store has none of that id.</summary>
    Task<StoreInvoice?> Find(string storeId, string invoiceId, CancellationToken ct);

    /// <summary>The oldest invoice of this store that was made for the load, or null.</summary>
    Task<StoreInvoice?> FindByLoad(string storeId, Guid loadId, CancellationToken ct);
}
