using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>A payment as the database has it.</summary>
internal sealed class PaymentRow
{
    public const string Select = """
        select store_id StoreId, id, card_id CardId, tap_id TapId, payment_hash PaymentHash, bolt11, amount_msat AmountMsat, fee_cap_msat FeeCapMsat, asset, scale, amount,
               fee_cap FeeCap, rate, spread, amount_hold AmountHold, fee_hold FeeHold, node, status, attempted_at AttemptedAt, expires_at ExpiresAt, fee_msat FeeMsat,
               fee, preimage, failure, created_at CreatedAt, resolved_at ResolvedAt, resolved_by ResolvedBy, reason
          from flash.outgoing_payments
        """;

    public string StoreId { get; set; } = "";
    public Guid Id { get; set; }
    public Guid CardId { get; set; }
    public Guid? TapId { get; set; }
    public string PaymentHash { get; set; } = "";
    public string Bolt11 { get; set; } = "";
    public long AmountMsat { get; set; }
    public long FeeCapMsat { get; set; }
    public string Asset { get; set; } = "";
    public short Scale { get; set; }
    public long Amount { get; set; }
    public long FeeCap { get; set; }
    public decimal Rate { get; set; }
    public decimal Spread { get; set; }
    public Guid AmountHold { get; set; }
    public Guid FeeHold { get; set; }
    public string? Node { get; set; }
    public short Status { get; set; }
    public DateTimeOffset? AttemptedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public long? FeeMsat { get; set; }
    public long? Fee { get; set; }
    public string? Preimage { get; set; }
    public string? Failure { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public string? ResolvedBy { get; set; }
    public string? Reason { get; set; }

    public OutgoingPayment ToPayment() => new()
    {
        Id = Id,
        StoreId = StoreId,
        CardId = CardId,
        TapId = TapId,
        PaymentHash = PaymentHash,
        Bolt11 = Bolt11,
        AmountMsat = AmountMsat,
        FeeCapMsat = FeeCapMsat,
        Asset = new Asset(Asset, Scale),
        Amount = Amount,
        FeeCap = FeeCap,
        Rate = Rate,
        Spread = Spread,
        AmountHold = AmountHold,
        FeeHold = FeeHold,
        Node = Node,
        Status = (PaymentStatus)Status,
        AttemptedAt = AttemptedAt,
        ExpiresAt = ExpiresAt,
        FeeMsat = FeeMsat,
        Fee = Fee,
        Preimage = Preimage,
        Failure = Failure,
        CreatedAt = CreatedAt,
        ResolvedAt = ResolvedAt,
        ResolvedBy = ResolvedBy,
        Reason = Reason
    };
}
