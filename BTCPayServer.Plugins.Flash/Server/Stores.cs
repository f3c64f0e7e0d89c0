using BTCPayServer.Data;
using BTCPayServer.Services.Stores;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Stores from the server's repository.</summary>
internal sealed class Stores(StoreRepository stores) : IStores
{
    public async Task<StoreSummary?> Find(string storeId, CancellationToken ct) =>
        await stores.FindStore(storeId) is { } store
            ? new StoreSummary(store.Id, store.StoreName ?? store.Id, store.GetStoreBlob().DefaultCurrency, store.Archived)
            : null;
}
