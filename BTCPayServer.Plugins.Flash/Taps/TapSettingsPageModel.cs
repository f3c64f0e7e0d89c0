using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>The rules for taps as they are typed, and what an operator has to know about the store's taps.</summary>
public sealed class TapSettingsPageModel
{
    /// <summary>Whether a tap shows balance and history to whoever reads the card.</summary>
    public bool ShowBalance { get; set; }
    /// <summary>What routing may cost at most, percent of the amount; empty: the usual.</summary>
    public string? FeePercent { get; set; }
    /// <summary>The cap is never below so many satoshis; empty: the usual.</summary>
    public string? FeeMinimum { get; set; }
    /// <summary>What the cards hold.</summary>
    [BindNever]
    public Asset? Asset { get; set; }
    /// <summary>Why the store cannot pay over Lightning now.</summary>
    [BindNever]
    public Refusal? Obstacle { get; set; }
    /// <summary>What the chips of this store carry; null when the store's key cannot be read.</summary>
    [BindNever]
    public string? TapUrl { get; set; }
    /// <summary>The price of a bitcoin in what the cards hold; null for cards in satoshis, or when there is none now.</summary>
    [BindNever]
    public RateQuote? Rate { get; set; }
    /// <summary>Payments of unknown outcome.</summary>
    [BindNever]
    public IReadOnlyList<OutgoingPayment> Open { get; set; } = [];
}
