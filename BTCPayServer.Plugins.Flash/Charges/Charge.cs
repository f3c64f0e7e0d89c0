using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Where a charge is in its life. Derived from its transfers.</summary>
public enum ChargeStatus
{
    /// <summary>The amount is held on the card; nothing has moved yet.</summary>
    Authorised,
    /// <summary>All or part was taken; what was not taken is free again.</summary>
    Captured,
    /// <summary>The hold was let go by the merchant.</summary>
    Voided,
    /// <summary>The hold ran out.</summary>
    Expired,
    /// <summary>A part of what was taken went back to the card.</summary>
    PartlyRefunded,
    /// <summary>All that was taken went back to the card.</summary>
    Refunded
}

/// <summary>A spend on a card. There is no row of its own anywhere: it is its transfers. Amounts in minor units of <see cref="Asset"/>.</summary>
public sealed record Charge
{
    /// <summary>The id of the hold or post that began it.</summary>
    public required Guid Id { get; init; }
    /// <summary>Its place in the store's log.</summary>
    public required long Seq { get; init; }
    /// <summary>The card that was charged; also the card's account.</summary>
    public required Guid CardId { get; init; }
    /// <summary>What the amounts are in.</summary>
    public required Asset Asset { get; init; }
    /// <summary>Where it stands.</summary>
    public required ChargeStatus Status { get; init; }
    /// <summary>What was asked for.</summary>
    public required long Amount { get; init; }
    /// <summary>What was taken, before refunds.</summary>
    public required long Captured { get; init; }
    /// <summary>What went back to the card.</summary>
    public required long Refunded { get; init; }
    /// <summary>The transfer that refunds refer to: the capture or post. Null when nothing was taken.</summary>
    public Guid? CaptureId { get; init; }
    /// <summary>When the hold ends by itself; null for a sale that was taken at once.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>The till that took it; null for an API key or a person.</summary>
    public Guid? TillId { get; init; }
    /// <summary>The caller's order number.</summary>
    public string? OrderReference { get; init; }
    /// <summary>What it was for, in the merchant's words.</summary>
    public string? Description { get; init; }
    /// <summary>The caller's own JSON object, as text.</summary>
    public string? Metadata { get; init; }
    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>What happened to it after it began, oldest first.</summary>
    public required IReadOnlyList<ChargeEvent> Events { get; init; }
    /// <summary>What can still go back to the card.</summary>
    public long Refundable => Captured - Refunded;
}

/// <summary>One thing that happened to a charge.</summary>
/// <param name="Id">The transfer's id.</param>
/// <param name="Kind">Capture, void, expiry or refund.</param>
/// <param name="Amount">Minor units; for a void or expiry what became free again.</param>
/// <param name="Reason">Why, for a refund that gave a reason.</param>
/// <param name="TillId">The till that did it.</param>
/// <param name="At">When.</param>
public sealed record ChargeEvent(Guid Id, TransferKind Kind, long Amount, string? Reason, Guid? TillId, DateTimeOffset At);
