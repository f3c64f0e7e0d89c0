using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>Ways in which a load can be refused.</summary>
public static class LoadRefusals
{
    /// <summary>No such load in this store.</summary>
    public static readonly Refusal NotFound = Refusal.NotFound("load-not-found", "There is no such load in this store.");
    /// <summary>The card would hold too much.</summary>
    public static readonly Refusal MaxBalanceExceeded = Refusal.Conflict("max-balance-exceeded", "With this load the card would hold more than the programme allows.");
    /// <summary>Everything reached the card, was settled or was taken back.</summary>
    public static readonly Refusal NothingUnclaimed = Refusal.Conflict("nothing-unclaimed", "Nothing of this load is unclaimed.");
    /// <summary>More arrived since, or a part was taken back.</summary>
    public static readonly Refusal UnclaimedDiffers = Refusal.Conflict("unclaimed-differs", "Another amount of this load is unclaimed now. Look at it again.");
    /// <summary>Money is moved to cards in use only.</summary>
    public static readonly Refusal CardNotActivated = Refusal.Conflict("card-not-activated", "The card has to be activated first.");
    /// <summary>Another request with the same key is at it.</summary>
    public static readonly Refusal BeingMade = Refusal.Conflict("load-in-progress", "The invoice of this load is being made. Try again with the same Idempotency-Key.");
    /// <summary>Nobody told it to us.</summary>
    public static readonly Refusal ServerUrlUnknown = Refusal.Conflict("server-url-unknown", "Save the programme once, so that this server's public address is known.");
}
