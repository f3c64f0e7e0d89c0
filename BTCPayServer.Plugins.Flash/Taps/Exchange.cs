using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>
/// Bitcoin in a card's asset, at one instant. What a card pays is rounded up to the asset's minor unit, so that the store never pays out more than it
/// takes; what a card can pay is rounded down to whole satoshis for the same reason.
/// </summary>
/// <param name="Asset">What the card holds.</param>
/// <param name="Rate">What one bitcoin costs in it: the ask, since the store gives bitcoin away.</param>
/// <param name="Spread">How far that is above the middle, as a fraction; it comes from the store's own rate rules.</param>
internal sealed record Exchange(Asset Asset, decimal Rate, decimal Spread)
{
    private const decimal MsatPerBitcoin = 100_000_000_000m;
    private const long MaxSats = 2_100_000_000_000_000;

    /// <summary>The store's rate for the asset now; null when there is none.</summary>
    public static async Task<Exchange?> Find(IServerRates rates, string storeId, Asset asset, CancellationToken cancellationToken)
    {
        // Satoshis are bitcoin: no rate rule can make them something else.
        if (asset is { Code: "SATS", Scale: 3 })
            return new Exchange(asset, 100_000_000m, 0);
        return await rates.Quote(storeId, "BTC", asset.Code, cancellationToken) is { Ask: > 0, Center: > 0 } quote
            ? new Exchange(asset, quote.Ask, decimal.Round(quote.Ask / quote.Center - 1, 8))
            : null;
    }

    /// <summary>Millisatoshis in minor units of the asset, rounded up; null beyond what the ledger holds.</summary>
    public long? ToMinor(long msat)
    {
        if (Rate == 100_000_000m && Asset is { Code: "SATS", Scale: 3 })
            return msat <= Asset.MaxAmount ? msat : null;
        try
        {
            var minor = decimal.Ceiling(msat / MsatPerBitcoin * Rate * Unit);
            return minor <= Asset.MaxAmount ? (long)minor : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The largest amount in millisatoshis, in whole satoshis, for which <paramref name="fits"/> holds; it holds for all below what it holds for.</summary>
    public static long Largest(Func<long, bool> fits)
    {
        var (low, high) = (0L, MaxSats);
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (fits(middle * 1000))
                low = middle;
            else
                high = middle - 1;
        }
        return low * 1000;
    }

    private decimal Unit
    {
        get
        {
            var unit = 1m;
            for (var i = 0; i < Asset.Scale; i++)
                unit *= 10;
            return unit;
        }
    }
}
