using BTCPayServer.Rating;

namespace BTCPayServer.Services.Rates;

/// <summary>Rates by a store's rules; it answers without a rate rather than throw.</summary>
public abstract class RateFetcher
{
    public abstract Task<RateResult> FetchRate(CurrencyPair pair, RateRulesCollection rules, IRateContext? context, CancellationToken cancellationToken);
}
