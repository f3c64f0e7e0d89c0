using BTCPayServer.Plugins.Flash.Cards;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What guards a card, and the forms that change it.</summary>
public sealed class SecurityPageModel
{
    /// <summary>A new PIN. It is never shown again.</summary>
    public string? Pin { get; set; }
    /// <summary>From which amount on it is asked, as it was typed; empty: always.</summary>
    public string? PinFrom { get; set; }
    /// <summary>Minutes awake each time.</summary>
    public string? Minutes { get; set; }
    /// <summary>Which form is open: the one that was just refused.</summary>
    [BindNever]
    public string? Open { get; set; }
    /// <summary>The card.</summary>
    [BindNever]
    public Card? Card { get; set; }
    /// <summary>Its guard.</summary>
    [BindNever]
    public CardGuard Guard { get; set; } = new();
    /// <summary>Whether it sleeps now.</summary>
    [BindNever]
    public bool Asleep { get; set; }
}
