using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Where a payment is. The numbers are stored.</summary>
public enum PaymentStatus : short
{
    /// <summary>The money is held; the node was, is being or will be asked.</summary>
    Open = 0,
    /// <summary>The payee has it; amount and fee are taken from the card.</summary>
    Paid = 1,
    /// <summary>The payee does not have it; the card has everything again.</summary>
    Failed = 2
}

/// <summary>A Lightning payment out of the store's node, made by a card. Amounts are minor units of <see cref="Asset"/> unless they say millisatoshis.</summary>
public sealed record OutgoingPayment
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>Whose node.</summary>
    public required string StoreId { get; init; }
    /// <summary>Whose money.</summary>
    public required Guid CardId { get; init; }
    /// <summary>The tap that it used up; null: none.</summary>
    public Guid? TapId { get; init; }
    /// <summary>64 lower-case hexadecimal digits.</summary>
    public required string PaymentHash { get; init; }
    /// <summary>The invoice, lower case.</summary>
    public required string Bolt11 { get; init; }
    /// <summary>What the payee gets, millisatoshis.</summary>
    public required long AmountMsat { get; init; }
    /// <summary>What routing may cost, millisatoshis.</summary>
    public required long FeeCapMsat { get; init; }
    /// <summary>What the card holds.</summary>
    public required Asset Asset { get; init; }
    /// <summary>What the card pays for the amount.</summary>
    public required long Amount { get; init; }
    /// <summary>What was held for the fee.</summary>
    public required long FeeCap { get; init; }
    /// <summary>The price of one bitcoin that was used, in the asset's unit.</summary>
    public required decimal Rate { get; init; }
    /// <summary>How far that is above the middle, as a fraction.</summary>
    public required decimal Spread { get; init; }
    /// <summary>The ledger's hold of the amount.</summary>
    public required Guid AmountHold { get; init; }
    /// <summary>The ledger's hold of the fee cap.</summary>
    public required Guid FeeHold { get; init; }
    /// <summary>Where it is.</summary>
    public PaymentStatus Status { get; init; }
    /// <summary>When the node was about to be asked; null: not yet, or never.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }
    /// <summary>The node that pays, by <see cref="Server.IStoreLightning.Node"/>.</summary>
    public string? Node { get; init; }
    /// <summary>The invoice's end.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    /// <summary>What routing cost, millisatoshis; null until paid, or when the node does not tell.</summary>
    public long? FeeMsat { get; init; }
    /// <summary>What the card paid for that.</summary>
    public long? Fee { get; init; }
    /// <summary>The proof of payment, 64 hexadecimal digits.</summary>
    public string? Preimage { get; init; }
    /// <summary>Why it failed: <c>no-route</c>, <c>payment-failed</c>, <c>never-attempted</c>, <c>invoice-already-used</c> (another store of the same node was first), <c>no-record</c>, <c>given-back</c> (staff said so) …</summary>
    public string? Failure { get; init; }
    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
    /// <summary>Who said how it ended; null: the node did, or the time that passed.</summary>
    public string? ResolvedBy { get; init; }
    /// <summary>Why they say so.</summary>
    public string? Reason { get; init; }
}

/// <summary>A payment to make.</summary>
/// <param name="CardId">Who pays.</param>
/// <param name="Bolt11">The invoice.</param>
/// <param name="Tap">The tap that it belongs to, which is used up with it; null: no tap.</param>
/// <param name="Approve">Asked with the amount, in minor units of the card's asset, before anything is held: a PIN, sleep mode. Null: approved.</param>
public sealed record PayInvoice(Guid CardId, string Bolt11, TapRight? Tap = null, Func<long, CancellationToken, Task<Api.Refusal?>>? Approve = null);
