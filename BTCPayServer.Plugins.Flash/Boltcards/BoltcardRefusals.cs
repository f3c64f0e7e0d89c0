using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>Ways in which a tap or the programming of a chip can be refused.</summary>
public static class BoltcardRefusals
{
    /// <summary>Whatever does not verify: one answer, so that nothing can be learnt from it.</summary>
    public static readonly Refusal TapInvalid = new("tap-invalid", "This is not a valid tap of a card.");
    /// <summary>A real tap of the card, used before or older than one that was.</summary>
    public static readonly Refusal Replayed = Refusal.Conflict("replayed", "This tap was used before. Tap the card again.");
    /// <summary>A real tap of a chip that pays no more.</summary>
    public static readonly Refusal ChipInactive = Refusal.Conflict("chip-inactive", "This chip is not in use any more.");
    /// <summary>Unknown, used or run out: one answer.</summary>
    public static readonly Refusal LinkInvalid = Refusal.NotFound("programming-link-invalid", "This programming link is unknown, was used, or has run out. Make a new one.");
    /// <summary>The link is for the other thing.</summary>
    public static readonly Refusal LinkMismatch = Refusal.Conflict("programming-link-mismatch", "This link cannot do that: the request does not say which chip is at hand.");
    /// <summary>The chip belongs to another card.</summary>
    public static readonly Refusal ChipInUse = Refusal.Conflict("chip-in-use", "This chip is in use on another card. Wipe it there first.");
    /// <summary>The chip was on a card that was lost or replaced.</summary>
    public static readonly Refusal ChipDead = Refusal.Conflict("chip-dead", "This chip belonged to a card that was lost or replaced. It can never be used again.");
    /// <summary>The card has another chip.</summary>
    public static readonly Refusal CardHasChip = Refusal.Conflict("card-has-chip", "The card has another chip. Wipe that one first.");
    /// <summary>The card has no chip.</summary>
    public static readonly Refusal NoChip = Refusal.NotFound("chip-not-found", "The card has no such chip.");
    /// <summary>Keys were given again and again and never seen on the chip.</summary>
    public static readonly Refusal ChipUnconfirmed = Refusal.Conflict("chip-unconfirmed", "This chip was given keys several times and never tapped. Tap it once, or wipe it, before it is programmed again.");
    /// <summary>No reset was asked for.</summary>
    public static readonly Refusal NotResetting = Refusal.Conflict("chip-not-resetting", "The keys to wipe this chip were not given to anyone yet.");
    /// <summary>From one address.</summary>
    public static readonly Refusal TooManyRequests = new("too-many-requests", "Too many tries. Wait a minute.", 429);
    /// <summary>No such pull payment in this store.</summary>
    public static readonly Refusal PullPaymentNotFound = Refusal.NotFound("pull-payment-not-found", "There is no such pull payment in this store.");
    /// <summary>It was archived, has ended, or has not begun.</summary>
    public static readonly Refusal PullPaymentClosed = Refusal.Conflict("pull-payment-closed", "The pull payment is archived, has ended, or has not begun.");
    /// <summary>Its payouts are not all done.</summary>
    public static readonly Refusal PullPaymentBusy = Refusal.Conflict("pull-payment-busy", "Payouts of this pull payment are still open. Wait until they are paid or cancel them.");
    /// <summary>It holds another currency than the card.</summary>
    public static readonly Refusal PullPaymentCurrency = Refusal.Conflict("pull-payment-currency", "The pull payment is in another currency than the card.");
    /// <summary>It was taken over by another card.</summary>
    public static readonly Refusal PullPaymentAdopted = Refusal.Conflict("pull-payment-adopted", "This pull payment was taken over by another card.");
}
