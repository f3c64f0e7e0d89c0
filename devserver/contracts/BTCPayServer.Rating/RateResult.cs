using BTCPayServer.Rating;

namespace BTCPayServer.Services.Rates;

/// <summary>An answer of <see cref="RateFetcher"/>; <see cref="BidAsk"/> is null when there is no rate.</summary>
public class RateResult
{
    public string? Rule { get; set; }

    public string? EvaluatedRule { get; set; }

    public HashSet<RateRulesErrors> Errors { get; set; } = [];

    public BidAsk? BidAsk { get; set; }
}
