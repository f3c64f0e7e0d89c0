using BTCPayServer.Data;
using BTCPayServer.Rating;
using BTCPayServer.Services.Rates;
using BTCPayServer.Services.Stores;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Rates from the server's fetcher, by the store's rules.</summary>
internal sealed class ServerRates(StoreRepository stores, RateFetcher fetcher, DefaultRulesCollection defaultRules) : IServerRates
{
    public async Task<decimal?> Rate(string storeId, string from, string to, CancellationToken ct)
    {
        if (!CurrencyPair.TryParse($"{from}_{to}", out var pair) || await stores.FindStore(storeId) is not { } store)
            return null;
        if (pair.Left == pair.Right)
            return 1m;
        var rules = store.GetStoreBlob().GetRateRules(defaultRules);
        return (await fetcher.FetchRate(pair, rules, new StoreIdRateContext(storeId), ct)).BidAsk?.Center;
    }
}
