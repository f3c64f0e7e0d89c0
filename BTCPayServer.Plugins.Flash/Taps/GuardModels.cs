using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>A programme's rules for taps as the API reads and writes them.</summary>
public sealed class TapSettingsModel
{
    /// <summary>Whether a tap shows balance and history to whoever reads the card; true when absent.</summary>
    public bool? ShowBalance { get; set; }
    /// <summary>What routing may cost at most, in hundredths of a percent of the amount, 0 to 1000; 100 when absent.</summary>
    public int? FeeBasisPoints { get; set; }
    /// <summary>The fee cap is never below this: whole satoshis, 1 to 1000; 10 when absent.</summary>
    public int? FeeMinimumSats { get; set; }

    internal static TapSettingsModel From(TapSettings settings) =>
        new() { ShowBalance = settings.ShowBalance, FeeBasisPoints = settings.FeeBasisPoints, FeeMinimumSats = (int)(settings.FeeMinimumMsat / 1000) };
}

/// <summary>A new PIN.</summary>
public sealed class SetPinRequest
{
    /// <summary>4 to 8 digits; wallets that follow the LNURL draft ask for 4.</summary>
    public string? Pin { get; set; }
    /// <summary>Decimal string in the card's asset: from this amount on the PIN is asked; absent: always.</summary>
    public string? Limit { get; set; }
}

/// <summary>Sleep mode.</summary>
public sealed class SetSleepRequest
{
    /// <summary>Minutes that the card stays awake each time, 1 to 1440; null: no sleep mode.</summary>
    public int? Minutes { get; set; }
}

/// <summary>What guards a card, as the API writes it.</summary>
/// <param name="Pin">Whether it has a PIN.</param>
/// <param name="PinLimit">From this amount on it is asked, decimal string in the card's asset; null without a PIN.</param>
/// <param name="PinAttemptsLeft">Wrong tries until it locks; null without a PIN.</param>
/// <param name="Locked">Whether wrong PINs locked the card.</param>
/// <param name="WakeMinutes">Sleep mode: minutes awake each time; null: always awake.</param>
/// <param name="AwakeUntil">Until when it is awake; null: it sleeps, or has no sleep mode.</param>
public sealed record CardGuardModel(bool Pin, string? PinLimit, int? PinAttemptsLeft, bool Locked, int? WakeMinutes, DateTimeOffset? AwakeUntil)
{
    internal static CardGuardModel From(CardGuard guard, Asset asset, DateTimeOffset now) => new(
        guard.HasPin,
        guard.HasPin ? asset.Format(guard.PinLimit) : null,
        guard.HasPin ? Math.Max(0, CardGuard.MaxAttempts - guard.PinAttempts) : null,
        guard.Locked,
        guard.WakeMinutes,
        guard.WakeMinutes is not null && guard.AwakeUntil > now ? guard.AwakeUntil : null);
}
