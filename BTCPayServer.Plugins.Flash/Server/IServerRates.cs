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
}
