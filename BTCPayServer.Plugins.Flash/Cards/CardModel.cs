using BTCPayServer.Plugins.Flash.Api;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>A card as the API writes it. Amounts are decimal strings in the asset's unit.</summary>
public sealed record CardModel
{
    /// <summary>UUID.</summary>
    public required Guid Id { get; init; }
    /// <summary>16 digits.</summary>
    public required string Number { get; init; }
    /// <summary>The last four of them.</summary>
    public required string Last4 { get; init; }
    /// <summary><c>virtual</c> or <c>physical</c>.</summary>
    public required string Kind { get; init; }
    /// <summary><c>issued</c>, <c>active</c>, <c>frozen</c>, <c>expired</c> or <c>closed</c>.</summary>
    public required string State { get; init; }
    /// <summary>What it holds.</summary>
    public required string Asset { get; init; }
    /// <summary>What is on it, holds included.</summary>
    public required string Balance { get; init; }
    /// <summary>What can be spent.</summary>
    public required string Available { get; init; }
    /// <summary>What is reserved by authorised charges.</summary>
    public required string Held { get; init; }
    /// <summary>What may be spent at once and in a day.</summary>
    public required CardLimitsModel Limits { get; init; }
    /// <summary>Opaque reference to whoever carries it.</summary>
    public string? Holder { get; init; }
    /// <summary>The store's own words.</summary>
    public string? Label { get; init; }
    /// <summary>A JSON object of the store's own.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? Metadata { get; init; }
    /// <summary>The batch that it was issued in.</summary>
    public Guid? BatchId { get; init; }
    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
    /// <summary>When it was activated.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }
    /// <summary>When its validity ends; null for never or not yet begun.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>Whether staff froze it: then only staff unfreeze or replace it.</summary>
    public bool FrozenByStaff { get; init; }
    /// <summary>When it was reported lost.</summary>
    public DateTimeOffset? LostAt { get; init; }
    /// <summary>The card whose place it took.</summary>
    public Guid? Replaces { get; init; }
    /// <summary>The card that took its place.</summary>
    public Guid? ReplacedBy { get; init; }
    /// <summary>Only in the answer to its issue.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? ActivationCode { get; init; }
    /// <summary>What its QR code carries; only in the answer to its issue.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? Token { get; init; }

    /// <summary>Writes a card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="fate">Whether it was lost, and its place in a line of replacements; null for neither.</param>
    public static CardModel From(Card card, CardFate? fate) => new()
    {
        Id = card.Id,
        Number = card.Number,
        Last4 = card.Last4,
        Kind = CardNames.Of(card.Kind),
        State = CardNames.Of(card.State),
        Asset = card.Asset.Code,
        Balance = card.Asset.Format(card.Account.Posted),
        Available = card.Asset.Format(card.Account.Available),
        Held = card.Asset.Format(card.Account.Held),
        Limits = CardLimitsModel.From(card),
        Holder = card.Holder,
        Label = card.Label,
        Metadata = card.Metadata,
        BatchId = card.BatchId,
        IssuedAt = card.IssuedAt,
        ActivatedAt = card.ActivatedAt,
        ExpiresAt = card.Account.ValidUntil,
        FrozenByStaff = card.FrozenByStaff,
        LostAt = fate?.Lost,
        Replaces = fate?.Replaces,
        ReplacedBy = fate?.ReplacedBy
    };
}

/// <summary>A card's limits as the API writes them; null means no limit.</summary>
/// <param name="Charge">The most that one charge may take.</param>
/// <param name="Day">The most that one day's charges may take.</param>
/// <param name="Own">True: the card's own; false: the programme's.</param>
public sealed record CardLimitsModel(string? Charge, string? Day, bool Own)
{
    internal static CardLimitsModel From(Card card) => new(
        card.Account.ChargeLimit is { } charge ? card.Asset.Format(charge) : null,
        card.Account.PeriodLimit is { } day ? card.Asset.Format(day) : null,
        card.OwnLimits);
}

/// <summary>One line of a card's history. Amounts are decimal strings in the asset's unit.</summary>
/// <param name="Id">The transfer's id.</param>
/// <param name="At">When.</param>
/// <param name="Type">In words of the business: <c>load</c>, <c>charge</c>, <c>adjustment</c> …</param>
/// <param name="Kind"><c>post</c>, <c>hold</c>, <c>capture</c>, <c>void</c>, <c>expire</c> or <c>refund</c>. Hold, void and expire change only what is available.</param>
/// <param name="Amount">Above zero came in, below went out.</param>
/// <param name="Balance">What was on the card right after, holds included.</param>
/// <param name="Parent">The hold or transfer that this resolved or gave back.</param>
/// <param name="Reference">The caller's reference.</param>
/// <param name="Details">What was kept with it.</param>
/// <param name="ExpiresAt">When a hold ends by itself.</param>
public sealed record CardEntryModel(Guid Id, DateTimeOffset At, string Type, string Kind, string Amount, string Balance, Guid? Parent, string? Reference,
    [property: JsonConverter(typeof(JsonTextConverter))] string? Details, DateTimeOffset? ExpiresAt)
{
    /// <summary>Writes a line.</summary>
    public static CardEntryModel From(CardEntry entry, Ledger.Asset asset) => new(entry.Id, entry.At, entry.Type, entry.Kind.ToString().ToLowerInvariant(),
        asset.Format(entry.Amount), asset.Format(entry.Balance), entry.Parent, entry.Reference, entry.Details, entry.ExpiresAt);
}
