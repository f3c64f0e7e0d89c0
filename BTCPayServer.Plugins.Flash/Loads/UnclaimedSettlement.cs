using BTCPayServer.Plugins.Flash.Ledger;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>A decision of staff about unclaimed money of a load.</summary>
/// <param name="At">When.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="CardId">The card that got it; null: it was paid back outside.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who said so; null when nobody is known.</param>
public sealed record UnclaimedSettlement(DateTimeOffset At, long Amount, Guid? CardId, string Reason, string? By)
{
    internal static UnclaimedSettlement Of(TransferRecord transfer)
    {
        var kept = Read(transfer.Details);
        return new(transfer.CreatedAt, transfer.Amount, transfer.Code == LoadSums.MovedCode ? transfer.Credit : null, kept.Reason, kept.By);
    }

    /// <summary>What is kept with the transfer.</summary>
    internal static string Details(LoadRow load, string reason, string? by) => JsonConvert.SerializeObject(new Kept(reason, by, load.CardId, load.Version));

    /// <summary>The version of the load that it was decided by.</summary>
    internal static int Version(string? details) => Read(details).Version;

    private static Kept Read(string? details) => JsonConvert.DeserializeObject<Kept>(details ?? "{}")!;

    private sealed record Kept(
        [property: JsonProperty("reason")] string Reason,
        [property: JsonProperty("by")] string? By,
        [property: JsonProperty("closedCardId")] Guid ClosedCardId,
        [property: JsonProperty("version")] int Version);
}
