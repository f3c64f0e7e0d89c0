using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>An asset against millisatoshis at one rate.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="PerBitcoin">What one bitcoin is worth in it, above zero.</param>
internal readonly record struct Sats(Asset Asset, decimal PerBitcoin)
{
    /// <summary>Millisatoshis in a bitcoin, and the most that one top-up takes.</summary>
    public const long MsatPerBitcoin = 100_000_000_000;

    /// <summary>The least millisatoshis that are worth so many minor units.</summary>
    public long MsatFor(long minor) => Whole(decimal.Ceiling(Exact(minor)));

    /// <summary>The most millisatoshis that are worth no more than so many minor units.</summary>
    public long MsatWithin(long minor) => Whole(decimal.Floor(Exact(minor)));

    /// <summary>What an invoice has to ask for so that this pays it: rounded down to the decimals that invoices have, and no lower than the least of them.</summary>
    public decimal Price(long msat, int decimals)
    {
        var unit = 1m;
        for (var i = 0; i < decimals; i++)
            unit /= 10;
        return decimal.Floor(msat * (PerBitcoin / MsatPerBitcoin) / unit) * unit;
    }

    private decimal Exact(long minor) => Asset.ToDecimal(Math.Min(minor, 1_000_000_000_000_000_000)) / PerBitcoin * MsatPerBitcoin;

    private static long Whole(decimal msat) => (long)Math.Min(msat, MsatPerBitcoin);
}
