using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>Ways in which a programme can be refused.</summary>
public static class ProgrammeRefusals
{
    /// <summary>The store has not set Flash up.</summary>
    public static readonly Refusal NotFound = Refusal.NotFound("programme-not-found", "This store has no card programme yet.");
    /// <summary>There are cards in the old asset.</summary>
    public static readonly Refusal AssetInUse = Refusal.Conflict("asset-in-use", "The asset cannot change any more: the store has cards that hold it.");
}
