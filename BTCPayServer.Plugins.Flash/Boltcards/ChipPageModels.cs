using BTCPayServer.Plugins.Flash.Cards;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The chip of a card, and the forms of what can be done to it.</summary>
public sealed class ChipPageModel
{
    /// <summary>The chip's UID, when it is known.</summary>
    public string? Uid { get; set; }
    /// <summary>Wipe: which version's keys, for a chip that cannot be tapped.</summary>
    public string? Version { get; set; }
    /// <summary>The whole URL that the chip gave.</summary>
    public string? Url { get; set; }
    /// <summary>Which form is open: the one that was just refused.</summary>
    [BindNever]
    public string? Open { get; set; }
    /// <summary>The card.</summary>
    [BindNever]
    public Card? Card { get; set; }
    /// <summary>Its chip.</summary>
    [BindNever]
    public ChipStatus? Status { get; set; }
    /// <summary>What the chip carries.</summary>
    [BindNever]
    public string TapUrl { get; set; } = "";
}

/// <summary>A link for a programming app, shown once.</summary>
/// <param name="Card">The card.</param>
/// <param name="Link">The link.</param>
public sealed record ChipLinkPageModel(Card Card, ProgrammingLink Link);
