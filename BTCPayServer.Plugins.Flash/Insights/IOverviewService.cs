namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>Gathers what the overview page shows.</summary>
public interface IOverviewService
{
    /// <summary>The store at a glance; null when it has no programme. Today's sums may be a few seconds behind the ledger.</summary>
    Task<Overview?> Of(string storeId, CancellationToken cancellationToken);
}
