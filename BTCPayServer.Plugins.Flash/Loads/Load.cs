using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>How far a load is. What reached the card is <see cref="Load.Credited"/>; the status says why.</summary>
public enum LoadStatus
{
    /// <summary>Waits for payment or confirmation.</summary>
    Pending,
    /// <summary>Some of what was asked was settled and credited.</summary>
    Partial,
    /// <summary>All that was asked was credited, or more.</summary>
    Credited,
    /// <summary>Ran out unpaid. A late payment is still credited.</summary>
    Expired,
    /// <summary>The invoice is invalid, or was marked settled with nothing paid and the store does not credit that.</summary>
    NotCredited,
    /// <summary>Was credited by a mark of staff that was taken back: the credit went back as far as the card still had it.</summary>
    Reversed,
    /// <summary>No invoice could be made.</summary>
    Failed
}

/// <summary>A load: an invoice that pays for a card. Amounts in minor units; sums are those of its transfers.</summary>
public sealed record Load
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>Whose.</summary>
    public required string StoreId { get; init; }
    /// <summary>The card to credit.</summary>
    public required Guid CardId { get; init; }
    /// <summary>The card's asset, in which the invoice is.</summary>
    public required Asset Asset { get; init; }
    /// <summary>What was asked for.</summary>
    public required long Amount { get; init; }
    /// <summary>How far it is.</summary>
    public required LoadStatus Status { get; init; }
    /// <summary>The server's invoice; null until it is made.</summary>
    public string? InvoiceId { get; init; }
    /// <summary>The invoice's public checkout page.</summary>
    public string? CheckoutLink { get; init; }
    /// <summary>Whether the card becomes active when all was credited.</summary>
    public bool Activate { get; init; }
    /// <summary>Credited to the card, fees not taken off, reversals taken off.</summary>
    public long Credited { get; init; }
    /// <summary>Fees taken from it.</summary>
    public long Fees { get; init; }
    /// <summary>Arrived when the card was closed: kept in the account <c>unclaimed</c> until staff settle it.</summary>
    public long Unclaimed { get; init; }
    /// <summary>Was unclaimed and was paid back outside.</summary>
    public long PaidOut { get; init; }
    /// <summary>Was unclaimed and was moved to other cards, what had to be taken back from there taken off.</summary>
    public long Moved { get; init; }
    /// <summary>What staff decided about unclaimed money, oldest first.</summary>
    public IReadOnlyList<UnclaimedSettlement> Settlements { get; init; } = [];
    /// <summary>Had to be taken back and was not there any more.</summary>
    public long Uncollected { get; init; }
    /// <summary>Why it failed.</summary>
    public string? Failure { get; init; }
    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Until when the invoice asks to be paid.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
