using BTCPayServer.Plugins.Flash.Cards;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>A walk through taking over a Bolt Card that hangs on a pull payment.</summary>
public sealed class AdoptionPageModel
{
    /// <summary>The pull payment: its id, or the address of its page.</summary>
    public string? PullPayment { get; set; }
    /// <summary>True: what it says was read, and is to be done.</summary>
    public bool Confirmed { get; set; }
    /// <summary>The card that takes over.</summary>
    [BindNever]
    public Card? Card { get; set; }
    /// <summary>What will happen, or happened.</summary>
    [BindNever]
    public AdoptionPlan? Plan { get; set; }
    /// <summary>What wipes the old chip: the address for the programming apps.</summary>
    [BindNever]
    public string? Reset { get; set; }

    /// <summary>The id in what was typed or pasted: the last part of an address.</summary>
    public string Id
    {
        get
        {
            var typed = PullPayment?.Trim() ?? "";
            return Uri.TryCreate(typed, UriKind.Absolute, out var address) && address.Segments is [.., var last] ? last.Trim('/') : typed;
        }
    }
}
