namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>States of an account. The numbers are stored.</summary>
[Flags]
public enum AccountFlags
{
    /// <summary>May go below zero.</summary>
    None = 0,
    /// <summary>Available may not go below zero.</summary>
    Guarded = 1,
    /// <summary>No new debits (except by staff); as a meter: nothing passes.</summary>
    Frozen = 2,
    /// <summary>Nothing moves any more.</summary>
    Closed = 4,
    /// <summary>No debits yet (except by staff).</summary>
    Inactive = 8,
    /// <summary>Its limits are the store's shared ones, which change together.</summary>
    SharedLimits = 16,
    /// <summary>Another account took its place: no new debits or credits (except posts by staff), and whatever becomes available goes on to <see cref="Account.Successor"/> at once.</summary>
    Replaced = 32
}

/// <summary>An account and its balance at one instant. Amounts in minor units.</summary>
public sealed record Account
{
    /// <summary>UUID; a card's account has the card's id.</summary>
    public Guid Id { get; init; }
    /// <summary>The asset's code.</summary>
    public string Asset { get; init; } = "";
    /// <summary>The asset's scale.</summary>
    public short Scale { get; init; }
    /// <summary>The name of one of the store's own accounts; null for a card or till.</summary>
    public string? Code { get; init; }
    /// <summary>Its state.</summary>
    public AccountFlags Flags { get; init; }
    /// <summary>Credits minus debits.</summary>
    public long Posted { get; init; }
    /// <summary>Reserved by open holds.</summary>
    public long Held { get; init; }
    /// <summary>The most that one charge may take.</summary>
    public long? ChargeLimit { get; init; }
    /// <summary>The most that the charges of one day may take.</summary>
    public long? PeriodLimit { get; init; }
    /// <summary>The newest accounting day with spending, yyyymmdd; 0 for none.</summary>
    public int Period { get; init; }
    /// <summary>Spent or held on that day.</summary>
    public long Spent { get; init; }
    /// <summary>No debits from then on.</summary>
    public DateTimeOffset? ValidUntil { get; init; }
    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; init; }
    /// <summary>The newest account of its line; null for one that was not replaced.</summary>
    public Guid? Successor { get; init; }
    /// <summary>What can be spent: posted minus held.</summary>
    public long Available => Posted - Held;
}

/// <summary>An account to open.</summary>
public sealed record NewAccount(Guid Id, Asset Asset, AccountFlags Flags, string? Code = null, long? ChargeLimit = null, long? PeriodLimit = null, DateTimeOffset? ValidUntil = null);

/// <summary>A change of an account's state, limits or validity. What is null stays.</summary>
public sealed record AccountChange(AccountFlags Set = AccountFlags.None, AccountFlags Clear = AccountFlags.None, AccountLimits? Limits = null, AccountValidity? Validity = null);

/// <summary>New limits; null means no limit.</summary>
public sealed record AccountLimits(long? Charge, long? Period);

/// <summary>A new validity; null means for ever.</summary>
public sealed record AccountValidity(DateTimeOffset? Until);
