using BTCPayServer.Data;
using BTCPayServer.Rating;
using BTCPayServer.Services.Rates;
using BTCPayServer.Services.Stores;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Rates from the server's fetcher, by the store's rules.</summary>
internal sealed class ServerRates(StoreRepository stores, RateFetcher fetcher, DefaultRulesCollection defaultRules) : IServerRates
{
    public async Task<decimal?> Rate(string storeId, string from, string to, CancellationToken ct) => (await Quote(storeId, from, to, ct))?.Center;

    public async Task<RateQuote?> Quote(string storeId, string from, string to, CancellationToken ct)
    {
        if (!CurrencyPair.TryParse($"{from}_{to}", out var pair) || await stores.FindStore(storeId) is not { } store)
            return null;
        if (pair.Left == pair.Right)
            return new RateQuote(1m, 1m);
        var rules = store.GetStoreBlob().GetRateRules(defaultRules);
        return (await fetcher.FetchRate(pair, rules, new StoreIdRateContext(storeId), ct)).BidAsk is { } found ? new RateQuote(found.Bid, found.Ask) : null;
    }
}
