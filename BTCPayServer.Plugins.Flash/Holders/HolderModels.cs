using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Taps;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A holder's card as the API writes it. Amounts are decimal strings in the asset's unit.</summary>
public sealed record HolderCardModel
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
    /// <summary>What may be spent at once and in a day.</summary>
    public required CardLimitsModel Limits { get; init; }
    /// <summary>PIN and sleep mode.</summary>
    public required CardGuardModel Guard { get; init; }
    /// <summary>The holder's name for it.</summary>
    public string? Label { get; init; }
    /// <summary>When it was activated.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }
    /// <summary>When its validity ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>Whether staff froze it: then only staff unfreeze or replace it.</summary>
    public bool FrozenByStaff { get; init; }
    /// <summary>When it was reported lost.</summary>
    public DateTimeOffset? LostAt { get; init; }
    /// <summary>The card whose place it took.</summary>
    public Guid? Replaces { get; init; }
    /// <summary>The card that took its place.</summary>
    public Guid? ReplacedBy { get; init; }
    /// <summary>Where any Lightning wallet puts money on it.</summary>
    public required string TopUpUrl { get; init; }
    /// <summary>The same as wallets scan it.</summary>
    public required string TopUpLnurl { get; init; }
    /// <summary>Its holder's page.</summary>
    public required string PageUrl { get; init; }
    /// <summary>Only in the answer to a replacement.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? ActivationCode { get; init; }
    /// <summary>What its QR code carries; only in the answer to a replacement.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? Token { get; init; }

    /// <summary>Writes a card that took another one's place.</summary>
    public static HolderCardModel From(HolderCard held, IssuedCard issued, DateTimeOffset now) => From(held, now) with { ActivationCode = issued.ActivationCode, Token = issued.Token };

    /// <summary>Writes a card.</summary>
    public static HolderCardModel From(HolderCard held, DateTimeOffset now) => new()
    {
        Id = held.Card.Id,
        Number = held.Card.Number,
        Last4 = held.Card.Last4,
        Kind = CardNames.Of(held.Card.Kind),
        State = CardNames.Of(held.Card.State),
        Asset = held.Card.Asset.Code,
        Balance = held.Card.Asset.Format(held.Card.Account.Posted),
        Available = held.Card.Asset.Format(held.Card.Account.Available),
        Limits = CardLimitsModel.From(held.Card),
        Guard = CardGuardModel.From(held.Guard, held.Card.Asset, now),
        Label = held.Card.Label,
        ActivatedAt = held.Card.ActivatedAt,
        ExpiresAt = held.Card.Account.ValidUntil,
        FrozenByStaff = held.Card.FrozenByStaff,
        LostAt = held.Lost,
        Replaces = held.Replaces,
        ReplacedBy = held.ReplacedBy,
        TopUpUrl = held.TopUp.Url,
        TopUpLnurl = held.TopUp.Lnurl,
        PageUrl = held.Page
    };
}

/// <summary>A card's public links as the API writes them.</summary>
/// <param name="TopUpUrl">Where any Lightning wallet puts money on it.</param>
/// <param name="TopUpLnurl">The same as wallets scan it.</param>
/// <param name="PageUrl">Its holder's page.</param>
public sealed record CardLinksModel(string TopUpUrl, string TopUpLnurl, string PageUrl);

/// <summary>Money that moved between two cards, as the API writes it. Amounts are decimal strings in the asset's unit.</summary>
/// <param name="Id">The transfer's id.</param>
/// <param name="At">When.</param>
/// <param name="From">The card that gave.</param>
/// <param name="To">The card that got.</param>
/// <param name="Asset">What moved.</param>
/// <param name="Amount">How much.</param>
/// <param name="FromBalance">The giver's balance right after.</param>
/// <param name="ToBalance">The getter's balance right after.</param>
public sealed record HolderMoveModel(Guid Id, DateTimeOffset At, Guid From, Guid To, string Asset, string Amount, string FromBalance, string ToBalance)
{
    /// <summary>Writes it.</summary>
    public static HolderMoveModel Of(HolderMove move) => new(move.Id, move.At, move.From, move.To, move.Asset.Code,
        move.Asset.Format(move.Amount), move.Asset.Format(move.FromBalance), move.Asset.Format(move.ToBalance));
}
