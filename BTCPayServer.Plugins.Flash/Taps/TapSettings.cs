namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>A programme's rules for taps.</summary>
public sealed record TapSettings
{
    /// <summary>Whether a tap shows balance and history to whoever reads the card: a till, a wallet.</summary>
    public bool ShowBalance { get; init; } = true;
    /// <summary>What routing may cost at most: a share of the amount, in hundredths of a percent, 0 to 1000.</summary>
    public int FeeBasisPoints { get; init; } = 100;
    /// <summary>The fee cap is never below this: millisatoshis, whole satoshis, 1,000 to 1,000,000.</summary>
    public long FeeMinimumMsat { get; init; } = 10_000;

    /// <summary>The fee cap of a payment in millisatoshis: whole satoshis, rounded up.</summary>
    public long FeeCap(long amountMsat) =>
        Math.Max(FeeMinimumMsat, (long)((((Int128)amountMsat * FeeBasisPoints + 9_999) / 10_000 + 999) / 1000 * 1000));
}
