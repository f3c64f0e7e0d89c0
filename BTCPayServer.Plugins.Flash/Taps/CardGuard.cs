namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What stands between a tap and a card's money.</summary>
public sealed record CardGuard
{
    /// <summary>Wrong PINs in a row that lock.</summary>
    public const int MaxAttempts = 3;

    /// <summary>Whether there is a PIN.</summary>
    public bool HasPin { get; init; }
    /// <summary>From this amount on it is asked: minor units of the card's asset; 0: always.</summary>
    public long PinLimit { get; init; }
    /// <summary>Wrong tries since the last right one.</summary>
    public int PinAttempts { get; init; }
    /// <summary>Sleep mode: the card spends only for so many minutes after it was woken. Null: always.</summary>
    public int? WakeMinutes { get; init; }
    /// <summary>Until when it is awake.</summary>
    public DateTimeOffset? AwakeUntil { get; init; }

    /// <summary>Whether wrong PINs locked it.</summary>
    public bool Locked => HasPin && PinAttempts >= MaxAttempts;

    /// <summary>Whether it sleeps at an instant.</summary>
    public bool Asleep(DateTimeOffset now) => WakeMinutes is not null && !(AwakeUntil > now);

    /// <summary>Whether an amount asks for the PIN: minor units of the card's asset.</summary>
    public bool AsksPin(long amount) => HasPin && amount >= PinLimit;

    /// <summary>Whether anything has to be looked at before that amount is spent.</summary>
    public bool StandsInTheWay(long amount, DateTimeOffset now) => Locked || Asleep(now) || AsksPin(amount);
}
