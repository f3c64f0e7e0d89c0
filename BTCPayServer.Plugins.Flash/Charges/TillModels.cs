using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>The till page that asks for a card.</summary>
public sealed class TillModel
{
    /// <summary>A number, or what a QR code says, as it was typed or scanned.</summary>
    public string? Card { get; set; }
    /// <summary>Null when the store has not set Flash up.</summary>
    [BindNever]
    public Programme? Programme { get; set; }
    /// <summary>Charges of the store, newest first.</summary>
    [BindNever]
    public IReadOnlyList<Charge> Recent { get; set; } = [];
}

/// <summary>The till page with a card on it.</summary>
public sealed class TillCardModel
{
    /// <summary>The charge's idempotency key.</summary>
    public string? Key { get; set; }
    /// <summary>As it was typed.</summary>
    public string? Amount { get; set; }
    /// <summary>The cashier's own order number.</summary>
    public string? OrderReference { get; set; }
    /// <summary>The card's PIN, where the amount asks for it; never shown again.</summary>
    public string? Pin { get; set; }
    /// <summary>The card.</summary>
    [BindNever]
    public Card? Card { get; set; }
    /// <summary>Whether tills see what is on it.</summary>
    [BindNever]
    public bool ShowBalance { get; set; }
    /// <summary>Whether it was reported lost.</summary>
    [BindNever]
    public bool Lost { get; set; }
    /// <summary>What guards it; null: nothing.</summary>
    [BindNever]
    public CardGuard? Guard { get; set; }
    /// <summary>Whether it sleeps.</summary>
    [BindNever]
    public bool Asleep { get; set; }
    /// <summary>The charge that was just made.</summary>
    [BindNever]
    public Charge? Done { get; set; }
    /// <summary>Charges of the card, newest first.</summary>
    [BindNever]
    public IReadOnlyList<Charge> Recent { get; set; } = [];
}

/// <summary>One charge, and a refund of it.</summary>
public sealed class RefundModel
{
    /// <summary>The refund's idempotency key.</summary>
    public string? Key { get; set; }
    /// <summary>As it was typed.</summary>
    public string? Amount { get; set; }
    /// <summary>Why.</summary>
    public string? Reason { get; set; }
    /// <summary>What was charged.</summary>
    [BindNever]
    public Charge? Charge { get; set; }
    /// <summary>From which card.</summary>
    [BindNever]
    public Card? Card { get; set; }
}
