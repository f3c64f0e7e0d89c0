using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card to link: its token, or its number with the activation code.</summary>
public sealed class LinkCardRequest
{
    /// <summary>What the card's QR code carries.</summary>
    public string? Token { get; set; }
    /// <summary>The full number.</summary>
    public string? Number { get; set; }
    /// <summary>The one-time activation code.</summary>
    public string? Code { get; set; }
}

/// <summary>What a holder changes. What is absent stays; <c>label: null</c> clears it, <c>limits: null</c> goes back to the programme's.</summary>
public sealed class HolderCardUpdateRequest
{
    private readonly HashSet<string> given = [];
    private string? label;
    private CardLimitsRequest? limits;

    /// <summary>The holder's name for it.</summary>
    public string? Label
    {
        get => label;
        set { given.Add(nameof(Label)); label = value; }
    }

    /// <summary>Limits of its own.</summary>
    public CardLimitsRequest? Limits
    {
        get => limits;
        set { given.Add(nameof(Limits)); limits = value; }
    }

    internal Change<string> ToLabel() => new(given.Contains(nameof(Label)), label);

    internal Change<CardLimits> ToLimits() => new(given.Contains(nameof(Limits)), CardLimitsRequest.Read(limits));
}

/// <summary>Money to move between two cards of a holder.</summary>
public sealed class MoveRequest
{
    /// <summary>The card that gives.</summary>
    public Guid? From { get; set; }
    /// <summary>The card that gets.</summary>
    public Guid? To { get; set; }
    /// <summary>Decimal string in their asset.</summary>
    public string? Amount { get; set; }
}

/// <summary>What the new card is.</summary>
public sealed class ReplaceCardRequest
{
    /// <summary><c>virtual</c> (the default) or <c>physical</c>.</summary>
    public string? Kind { get; set; }

    internal static Result<CardKind> Read(ReplaceCardRequest? request)
    {
        var kind = CardKind.Virtual;
        return string.IsNullOrWhiteSpace(request?.Kind) || CardNames.TryRead(request.Kind, out kind) ? kind : Refusal.Invalid("kind", $"One of {CardNames.All<CardKind>()}.");
    }
}
