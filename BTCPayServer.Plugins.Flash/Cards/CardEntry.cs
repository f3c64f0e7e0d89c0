namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>One line of a card's history. Amounts in minor units.</summary>
/// <param name="Seq">Place in the store's log.</param>
/// <param name="Id">The transfer's id.</param>
/// <param name="At">When.</param>
/// <param name="Type">The transfer's code, in words of the business: <c>load</c>, <c>load-fee</c>, <c>charge</c>, <c>adjustment</c> …</param>
/// <param name="Kind">What it did in the ledger.</param>
/// <param name="Amount">Signed as the holder sees it: above zero came in, below went out. A hold (below zero) and its release (above) change only what is available.</param>
/// <param name="Balance">The balance right after, holds not taken off.</param>
/// <param name="Parent">The hold or transfer that this resolved or gave back.</param>
/// <param name="Reference">The caller's reference.</param>
/// <param name="Details">JSON kept with it.</param>
/// <param name="ExpiresAt">When a hold ends by itself.</param>
public sealed record CardEntry(long Seq, Guid Id, DateTimeOffset At, string Type, Ledger.TransferKind Kind, long Amount, long Balance,
    Guid? Parent, string? Reference, string? Details, DateTimeOffset? ExpiresAt);
