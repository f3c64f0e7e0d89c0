using BTCPayServer.Plugins.Flash.Api;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>One card to issue.</summary>
public sealed class IssueCardRequest
{
    /// <summary><c>virtual</c> (the default) or <c>physical</c>.</summary>
    public string? Kind { get; set; }
    /// <summary>Opaque reference to whoever carries it.</summary>
    public string? Holder { get; set; }
    /// <summary>The store's own words.</summary>
    public string? Label { get; set; }
    /// <summary>A JSON object of the store's own.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? Metadata { get; set; }
    /// <summary>Limits of its own; absent: the programme's.</summary>
    public CardLimitsRequest? Limits { get; set; }
}

/// <summary>Cards to issue together.</summary>
public sealed class IssueCardsRequest
{
    /// <summary>1 to 10,000.</summary>
    public int? Count { get; set; }
    /// <summary><c>physical</c> (the default) or <c>virtual</c>.</summary>
    public string? Kind { get; set; }
    /// <summary>The label of all of them.</summary>
    public string? Label { get; set; }
    /// <summary>Limits of their own; absent: the programme's.</summary>
    public CardLimitsRequest? Limits { get; set; }
}

/// <summary>A card's own limits: decimal strings in its asset's unit; absent or null means no limit.</summary>
public sealed class CardLimitsRequest
{
    /// <summary>The most that one charge may take.</summary>
    public string? Charge { get; set; }
    /// <summary>The most that one day's charges may take.</summary>
    public string? Day { get; set; }

    internal static CardLimits? Read(CardLimitsRequest? limits) => limits is null ? null : new CardLimits(limits.Charge, limits.Day);
}

/// <summary>What changes on a card. What is absent stays; null clears it; <c>limits: null</c> goes back to the programme's.</summary>
public sealed class UpdateCardRequest
{
    private readonly HashSet<string> given = [];
    private string? holder;
    private string? label;
    private string? metadata;
    private CardLimitsRequest? limits;

    /// <summary>Opaque reference to whoever carries it.</summary>
    public string? Holder
    {
        get => holder;
        set => holder = Given(nameof(Holder), value);
    }

    /// <summary>The store's own words.</summary>
    public string? Label
    {
        get => label;
        set => label = Given(nameof(Label), value);
    }

    /// <summary>A JSON object of the store's own.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? Metadata
    {
        get => metadata;
        set => metadata = Given(nameof(Metadata), value);
    }

    /// <summary>Limits of its own.</summary>
    public CardLimitsRequest? Limits
    {
        get => limits;
        set => limits = Given(nameof(Limits), value);
    }

    internal CardUpdate ToUpdate() => new(
        new Change<string>(given.Contains(nameof(Holder)), holder),
        new Change<string>(given.Contains(nameof(Label)), label),
        new Change<string>(given.Contains(nameof(Metadata)), metadata),
        new Change<CardLimits>(given.Contains(nameof(Limits)), CardLimitsRequest.Read(limits)));

    private T Given<T>(string name, T value)
    {
        given.Add(name);
        return value;
    }
}

/// <summary>An activation: by id with or without a code, or by number and code.</summary>
public sealed class ActivateCardRequest
{
    /// <summary>The card's full number, where the route does not name the card.</summary>
    public string? Number { get; set; }
    /// <summary>The one-time activation code; absent: staff activate.</summary>
    public string? Code { get; set; }
}

/// <summary>A closing.</summary>
public sealed class CloseCardRequest
{
    /// <summary><c>none</c> (the default), <c>paid-out</c> or <c>written-off</c>.</summary>
    public string? Payout { get; set; }
}

/// <summary>A correction.</summary>
public sealed class AdjustCardRequest
{
    /// <summary>Signed decimal string in the card's asset.</summary>
    public string? Amount { get; set; }
    /// <summary>Why; needed.</summary>
    public string? Reason { get; set; }
}
