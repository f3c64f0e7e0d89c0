using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Taps;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>A charge as the API writes it. Amounts are decimal strings in the asset's unit.</summary>
public sealed record ChargeModel
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }
    /// <summary>The card.</summary>
    public required string CardId { get; init; }
    /// <summary><c>authorised</c>, <c>captured</c>, <c>voided</c>, <c>expired</c>, <c>partly-refunded</c> or <c>refunded</c>.</summary>
    public required string Status { get; init; }
    /// <summary>The asset's code.</summary>
    public required string Asset { get; init; }
    /// <summary>What was asked for.</summary>
    public required string Amount { get; init; }
    /// <summary>What was taken, before refunds.</summary>
    public required string Captured { get; init; }
    /// <summary>What went back.</summary>
    public required string Refunded { get; init; }
    /// <summary>When the hold ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>The till that took it.</summary>
    public string? TillId { get; init; }
    /// <summary>The caller's order number.</summary>
    public string? OrderReference { get; init; }
    /// <summary>What for.</summary>
    public string? Description { get; init; }
    /// <summary>The caller's own JSON object.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? Metadata { get; init; }
    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>What happened since, oldest first.</summary>
    public required IReadOnlyList<ChargeEventModel> Events { get; init; }

    internal static ChargeModel From(Charge charge) => new()
    {
        Id = charge.Id.ToString(),
        CardId = charge.CardId.ToString(),
        Status = Name(charge.Status),
        Asset = charge.Asset.Code,
        Amount = charge.Asset.Format(charge.Amount),
        Captured = charge.Asset.Format(charge.Captured),
        Refunded = charge.Asset.Format(charge.Refunded),
        ExpiresAt = charge.ExpiresAt,
        TillId = charge.TillId?.ToString(),
        OrderReference = charge.OrderReference,
        Description = charge.Description,
        Metadata = charge.Metadata,
        CreatedAt = charge.CreatedAt,
        Events = [.. charge.Events.Select(e => new ChargeEventModel(e.Id.ToString(), Name(e.Kind), charge.Asset.Format(e.Amount), e.Reason, e.TillId?.ToString(), e.At))],
    };

    private static string Name(ChargeStatus status) => status switch
    {
        ChargeStatus.Authorised => "authorised",
        ChargeStatus.Captured => "captured",
        ChargeStatus.Voided => "voided",
        ChargeStatus.Expired => "expired",
        ChargeStatus.PartlyRefunded => "partly-refunded",
        ChargeStatus.Refunded => "refunded",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    private static string Name(TransferKind kind) => kind switch
    {
        TransferKind.Capture => "capture",
        TransferKind.Void => "void",
        TransferKind.Expire => "expiry",
        TransferKind.Refund => "refund",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}

/// <summary>One thing that happened to a charge.</summary>
/// <param name="Id">The transfer's id.</param>
/// <param name="Type"><c>capture</c>, <c>void</c>, <c>expiry</c> or <c>refund</c>.</param>
/// <param name="Amount">Decimal string.</param>
/// <param name="Reason">Why, for a refund.</param>
/// <param name="TillId">The till that did it.</param>
/// <param name="At">When.</param>
public sealed record ChargeEventModel(string Id, string Type, string Amount, string? Reason, string? TillId, DateTimeOffset At);

/// <summary>What a cashier sees of a card.</summary>
public sealed record CardLookupModel
{
    /// <summary>The card's id.</summary>
    public required string Id { get; init; }
    /// <summary>The last four digits.</summary>
    public required string Last4 { get; init; }
    /// <summary><c>issued</c>, <c>active</c>, <c>frozen</c>, <c>expired</c> or <c>closed</c>.</summary>
    public required string State { get; init; }
    /// <summary>The asset's code.</summary>
    public required string Asset { get; init; }
    /// <summary>The balance, decimal string; null where the programme does not show it to tills, and for a lost card.</summary>
    public string? Balance { get; init; }
    /// <summary>What can be spent: the balance less what is held; null where the programme does not show it to tills, and for a lost card.</summary>
    public string? Available { get; init; }
    /// <summary>No charges from then on.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>From this amount on a charge needs the card's PIN, decimal string; null: never, or a lost card.</summary>
    public string? PinLimit { get; init; }
    /// <summary>Whether wrong PINs locked it.</summary>
    public required bool Locked { get; init; }
    /// <summary>Whether it sleeps, until its owner wakes it.</summary>
    public required bool Asleep { get; init; }

    internal static CardLookupModel From(Card card, bool showBalance, CardGuard? guard, DateTimeOffset now) => new()
    {
        Id = card.Id.ToString(),
        Last4 = card.Last4,
        State = card.State.ToString().ToLowerInvariant(),
        Asset = card.Asset.Code,
        Balance = showBalance ? card.Asset.Format(card.Account.Posted) : null,
        Available = showBalance ? card.Asset.Format(card.Account.Available) : null,
        ExpiresAt = card.Account.ValidUntil,
        PinLimit = guard is { HasPin: true } ? card.Asset.Format(guard.PinLimit) : null,
        Locked = guard?.Locked ?? false,
        Asleep = guard?.Asleep(now) ?? false,
    };
}
