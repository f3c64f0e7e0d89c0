using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>The card list.</summary>
public sealed class CardListModel
{
    /// <summary>What was typed.</summary>
    public string? Search { get; set; }
    /// <summary>Where to look for it: <c>number</c>, <c>holder</c> or <c>label</c>.</summary>
    public string By { get; set; } = "number";
    /// <summary>Only cards in this state.</summary>
    public CardState? State { get; set; }
    /// <summary>From an earlier page.</summary>
    public string? Cursor { get; set; }
    /// <summary>Cards, newest first.</summary>
    [BindNever]
    public Page<Card> Page { get; set; } = new([], null);
    /// <summary>The store's programme.</summary>
    [BindNever]
    public Programme? Programme { get; set; }
    /// <summary>Whether anything is asked for.</summary>
    public bool Filtered => !string.IsNullOrWhiteSpace(Search) || State is not null;
}

/// <summary>The form that issues one card or many.</summary>
public sealed class IssueModel
{
    /// <summary>The idempotency key: a form that is sent twice issues once.</summary>
    public string? Key { get; set; }
    /// <summary>Virtual or physical.</summary>
    public CardKind Kind { get; set; }
    /// <summary>The store's own words.</summary>
    public string? Label { get; set; }
    /// <summary>Opaque reference.</summary>
    public string? Holder { get; set; }
    /// <summary>How many, 1 to 10,000.</summary>
    public int Count { get; set; } = 1;
    /// <summary>The batch that was just issued.</summary>
    [BindNever]
    public CardBatch? Batch { get; set; }
}

/// <summary>One card with what happened on it, and the forms of its actions. Amounts as they were typed.</summary>
public sealed class CardPageModel
{
    /// <summary>The idempotency key of a load or an adjustment.</summary>
    public string? Key { get; set; }
    /// <summary>What to load.</summary>
    public string? LoadAmount { get; set; }
    /// <summary>Whether the load activates the card.</summary>
    public bool LoadActivates { get; set; }
    /// <summary>The one-time code; empty: staff vouch for it.</summary>
    public string? Code { get; set; }
    /// <summary>What to add or take.</summary>
    public string? AdjustAmount { get; set; }
    /// <summary>True: take.</summary>
    public bool AdjustTakes { get; set; }
    /// <summary>Why.</summary>
    public string? AdjustReason { get; set; }
    /// <summary>True: limits of its own.</summary>
    public bool OwnLimits { get; set; }
    /// <summary>Own limit for one charge.</summary>
    public string? ChargeLimit { get; set; }
    /// <summary>Own limit for one day.</summary>
    public string? DayLimit { get; set; }
    /// <summary>The store's own words.</summary>
    public string? Label { get; set; }
    /// <summary>Opaque reference.</summary>
    public string? Holder { get; set; }
    /// <summary>Where the balance of a card goes that is closed.</summary>
    public CardPayout? Payout { get; set; }
    /// <summary>Which form is open: the one that was just refused.</summary>
    [BindNever]
    public string? Open { get; set; }
    /// <summary>The card.</summary>
    [BindNever]
    public Card? Card { get; set; }
    /// <summary>The store's programme.</summary>
    [BindNever]
    public Programme? Programme { get; set; }
    /// <summary>What happened, newest first.</summary>
    [BindNever]
    public Page<CardEntry> History { get; set; } = new([], null);
    /// <summary>Loads that wait for their payment.</summary>
    [BindNever]
    public IReadOnlyList<Load> Pending { get; set; } = [];
    /// <summary>Loads that were paid after it was closed, of which nobody has said yet where the money goes.</summary>
    [BindNever]
    public IReadOnlyList<Load> Unclaimed { get; set; } = [];
    /// <summary>Loads that were paid after it was closed, of which somebody said where the money goes.</summary>
    [BindNever]
    public IReadOnlyList<Load> Settled { get; set; } = [];
    /// <summary>Its Lightning payments: the open ones, then the latest.</summary>
    [BindNever]
    public IReadOnlyList<OutgoingPayment> Payments { get; set; } = [];
    /// <summary>What guards it.</summary>
    [BindNever]
    public CardGuard? Guard { get; set; }
    /// <summary>Whether it sleeps now.</summary>
    [BindNever]
    public bool Asleep { get; set; }
    /// <summary>When it was reported lost.</summary>
    [BindNever]
    public DateTimeOffset? Lost { get; set; }
    /// <summary>The card whose place it took.</summary>
    [BindNever]
    public Card? Replaces { get; set; }
    /// <summary>The card that took its place.</summary>
    [BindNever]
    public Card? ReplacedBy { get; set; }
    /// <summary>True while an older page of the history is shown.</summary>
    [BindNever]
    public bool Older { get; set; }
}

/// <summary>A card's QR code.</summary>
/// <param name="Card">The card.</param>
/// <param name="Token">What the code carries.</param>
public sealed record CardQrModel(Card Card, string Token);

/// <summary>One load: until it is paid, and what becomes of it when nobody could get it.</summary>
/// <param name="Card">The card that it is for.</param>
/// <param name="Load">The load.</param>
/// <param name="Others">The cards that unclaimed money was moved to.</param>
/// <param name="Form">The form that settles it.</param>
/// <param name="Refused">Whether the form was just refused.</param>
public sealed record LoadPageModel(Card Card, Load Load, IReadOnlyList<Card> Others, UnclaimedForm Form, bool Refused);

/// <summary>The form that says where unclaimed money goes. As it was typed.</summary>
public sealed class UnclaimedForm
{
    /// <summary>The idempotency key.</summary>
    public string? Key { get; set; }
    /// <summary>What the page showed.</summary>
    public string? Amount { get; set; }
    /// <summary>Outside or to a card.</summary>
    public UnclaimedTo? To { get; set; }
    /// <summary>The other card's number.</summary>
    public string? Number { get; set; }
    /// <summary>Why.</summary>
    public string? Reason { get; set; }
}
