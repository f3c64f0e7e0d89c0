using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Reads a charge out of its transfers.</summary>
internal static class ChargeHistory
{
    /// <summary>What charges and everything that follows from them are called in the ledger.</summary>
    public const string Code = "charge";

    public static bool IsCharge(TransferRecord record) => record.Code == Code && record.Kind is TransferKind.Hold or TransferKind.Post && record.Parent is null;

    /// <summary>The charge as it stands after its followers.</summary>
    /// <param name="asset">The programme's.</param>
    /// <param name="origin">The hold or post that began it.</param>
    /// <param name="followers">What resolved and refunded it, oldest first; transfers of others are passed over.</param>
    /// <param name="now">A hold whose time is over then is expired, whether or not that stands in the log yet.</param>
    public static Charge Read(Asset asset, TransferRecord origin, IReadOnlyList<TransferRecord> followers, DateTimeOffset now)
    {
        var resolution = origin.Kind == TransferKind.Hold
            ? followers.FirstOrDefault(f => f.Parent == origin.Id && f.Kind is TransferKind.Capture or TransferKind.Void or TransferKind.Expire)
            : null;
        var taken = origin.Kind == TransferKind.Post ? origin : resolution is { Kind: TransferKind.Capture } ? resolution : null;
        var refunds = taken is null ? [] : followers.Where(f => f.Kind == TransferKind.Refund && f.Parent == taken.Id).ToList();
        var refunded = refunds.Sum(r => r.Amount);
        var details = ChargeDetails.From(origin.Details);
        return new Charge
        {
            Id = origin.Id,
            Seq = origin.Seq,
            CardId = origin.Debit,
            Asset = asset,
            Status = Status(origin, resolution, taken, refunded, now),
            Amount = origin.Amount,
            Captured = taken?.Amount ?? 0,
            Refunded = refunded,
            CaptureId = taken?.Id,
            ExpiresAt = origin.ExpiresAt,
            TillId = origin.Meter,
            OrderReference = origin.Reference,
            Description = details.Description,
            Metadata = details.Metadata?.ToString(),
            CreatedAt = origin.CreatedAt,
            Events = resolution is null ? [.. refunds.Select(Event)] : [Event(resolution), .. refunds.Select(Event)],
        };
    }

    private static ChargeStatus Status(TransferRecord origin, TransferRecord? resolution, TransferRecord? taken, long refunded, DateTimeOffset now) =>
        (taken, resolution?.Kind) switch
        {
            (not null, _) when refunded == taken.Amount => ChargeStatus.Refunded,
            (not null, _) when refunded > 0 => ChargeStatus.PartlyRefunded,
            (not null, _) => ChargeStatus.Captured,
            (_, TransferKind.Void) => ChargeStatus.Voided,
            (_, TransferKind.Expire) => ChargeStatus.Expired,
            _ => origin.ExpiresAt <= now ? ChargeStatus.Expired : ChargeStatus.Authorised,
        };

    private static ChargeEvent Event(TransferRecord transfer) =>
        new(transfer.Id, transfer.Kind, transfer.Amount, ChargeDetails.From(transfer.Details).Reason, transfer.Meter, transfer.CreatedAt);
}
