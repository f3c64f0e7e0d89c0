using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>Ways in which something for a holder can be refused.</summary>
public static class HolderRefusals
{
    /// <summary>Somebody else's.</summary>
    public static readonly Refusal LinkedElsewhere = Refusal.Conflict("card-linked-elsewhere", "The card belongs to another holder.");
    /// <summary>It stays frozen.</summary>
    public static readonly Refusal FrozenByStaff = Refusal.Conflict("card-frozen-by-staff", "The store froze this card. Only its staff can unfreeze or replace it.");
    /// <summary>Only staff unfreeze it.</summary>
    public static readonly Refusal Lost = Refusal.Conflict("card-lost", "The card was reported lost. Replace it, or have staff unfreeze it.");
    /// <summary>It has to be activated first.</summary>
    public static readonly Refusal NotActive = Refusal.Conflict("card-not-activated", "The card has to be activated first.");
}
