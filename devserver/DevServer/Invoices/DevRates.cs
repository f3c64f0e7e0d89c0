using System.Globalization;
using BTCPayServer.Rating;
using BTCPayServer.Services.Rates;

namespace DevServer.Invoices;

/// <summary>Fixed rates. Deliberately not round, so that payments in whole satoshis leave dust as they do in life.</summary>
public sealed class DevRates : RateFetcher
{
    private const decimal DollarsPerBitcoin = 64_237.19m;

    // Units of each currency for one US dollar.
    private static readonly Dictionary<string, decimal> PerDollar = new(StringComparer.OrdinalIgnoreCase)
    {
        ["USD"] = 1m,
        ["EUR"] = 0.8734m,
        ["GBP"] = 0.7561m,
        ["CAD"] = 1.3917m,
        ["JPY"] = 148.73m,
        ["KWD"] = 0.3061m,
        ["NGN"] = 1_531.4m,
        ["JMD"] = 159.87m,
        ["HTG"] = 131.02m,
        ["XCD"] = 2.70m,
        ["ANG"] = 1.79m,
        ["BSD"] = 1m,
        ["BBD"] = 2m,
        ["BZD"] = 2.01m,
        ["KYD"] = 0.8333m,
        ["CUP"] = 24m,
        ["DOP"] = 62.41m,
        ["TTD"] = 6.78m,
        ["BTC"] = 1m / DollarsPerBitcoin,
        ["SATS"] = 1_0000_0000m / DollarsPerBitcoin,
    };

    /// <summary>What one bitcoin is worth, or null when unknown.</summary>
    public static decimal? Bitcoin(string currency) => currency switch
    {
        "BTC" => 1m,
        "SATS" => 1_0000_0000m,
        _ => PerDollar.TryGetValue(currency, out var rate) ? rate * DollarsPerBitcoin : null,
    };

    public override Task<RateResult> FetchRate(CurrencyPair pair, RateRulesCollection rules, IRateContext? context, CancellationToken cancellationToken)
    {
        var result = new RateResult { Rule = $"devserver({pair})" };
        if (Bitcoin(pair.Left) is { } left && Bitcoin(pair.Right) is { } right)
        {
            var (center, spread) = pair.Left == pair.Right ? (1m, 0m) : (right / left, rules.Primary.Spread);
            result.BidAsk = new BidAsk(center * (1m - spread), center * (1m + spread));
            result.EvaluatedRule = result.BidAsk.Center.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            result.Errors.Add(RateRulesErrors.RateUnavailable);
            result.EvaluatedRule = $"ERR_RATE_UNAVAILABLE(devserver, {pair})";
        }
        return Task.FromResult(result);
    }
}
