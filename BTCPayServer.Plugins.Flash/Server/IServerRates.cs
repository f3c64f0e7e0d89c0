namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Exchange rates by the store's own rules.</summary>
public interface IServerRates
{
    /// <summary>
    /// What one unit of <paramref name="from"/> is worth in <paramref name="to"/>, in the middle between bid and ask; null when the
    /// store or the pair is unknown or the rate cannot be had now. A store's catch-all rule can make nonsense pairs answer 1: name only
    /// currencies that <see cref="ICurrencies"/> knows.
    /// </summary>
    Task<decimal?> Rate(string storeId, string from, string to, CancellationToken ct);

    /// <summary>As <see cref="Rate"/>, with both sides of it: who gives <paramref name="from"/> away takes the ask, who gets it the bid. The store's own
    /// spread, which its rate rules carry, lies between them.</summary>
    Task<RateQuote?> Quote(string storeId, string from, string to, CancellationToken ct);
}

/// <summary>What one unit of a currency is worth in another.</summary>
/// <param name="Bid">What a buyer of it gives.</param>
/// <param name="Ask">What a seller of it takes; not below the bid.</param>
public sealed record RateQuote(decimal Bid, decimal Ask)
{
    /// <summary>The middle.</summary>
    public decimal Center => (Bid + Ask) / 2m;
}
