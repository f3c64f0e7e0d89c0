using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Where a card is in its life. Derived from the card's row and its account; frozen and closed are the account's.</summary>
public enum CardState
{
    /// <summary>Made, not yet activated: takes loads, refuses charges.</summary>
    Issued,
    /// <summary>Can be loaded and charged.</summary>
    Active,
    /// <summary>Refuses charges until it is unfrozen; loads still arrive.</summary>
    Frozen,
    /// <summary>Its validity is over; refuses charges.</summary>
    Expired,
    /// <summary>Final.</summary>
    Closed
}

/// <summary>What a card is.</summary>
public enum CardKind
{
    /// <summary>A number and a QR code.</summary>
    Virtual,
    /// <summary>Plastic, with or without a chip.</summary>
    Physical
}

/// <summary>A card with its account at one instant.</summary>
public sealed record Card
{
    /// <summary>UUIDv7; also the id of its ledger account.</summary>
    public required Guid Id { get; init; }
    /// <summary>Whose.</summary>
    public required string StoreId { get; init; }
    /// <summary>16 digits with a Luhn check digit, outside real card ranges.</summary>
    public required string Number { get; init; }
    /// <summary>Virtual or physical.</summary>
    public CardKind Kind { get; init; }
    /// <summary>Its state at the instant it was read. The ledger decides again, with the money.</summary>
    public CardState State { get; init; }
    /// <summary>Balance, holds, limits.</summary>
    public required Account Account { get; init; }
    /// <summary>Opaque reference to whoever carries it.</summary>
    public string? Holder { get; init; }
    /// <summary>The store's own words for it.</summary>
    public string? Label { get; init; }
    /// <summary>JSON object of the store's own.</summary>
    public string? Metadata { get; init; }
    /// <summary>True: its limits are its own; false: the programme's.</summary>
    public bool OwnLimits { get; init; }
    /// <summary>Staff froze it: only staff unfreeze it.</summary>
    public bool FrozenByStaff { get; init; }
    /// <summary>The batch that it was issued in.</summary>
    public Guid? BatchId { get; init; }
    /// <summary>The first card of those that took each other's place; its own id when it took nobody's.</summary>
    public Guid First { get; init; }
    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt { get; init; }
    /// <summary>When it was activated.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }
    /// <summary>The asset that it holds.</summary>
    public Asset Asset => new(Account.Asset, Account.Scale);
    /// <summary>The last four digits of its number.</summary>
    public string Last4 => Number[^4..];
}
