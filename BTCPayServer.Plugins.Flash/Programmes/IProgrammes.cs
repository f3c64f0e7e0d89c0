namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>Finds a store's programme.</summary>
public interface IProgrammes
{
    /// <summary>The store's programme; null when the store has not set Flash up.</summary>
    Task<Programme?> Find(string storeId, CancellationToken cancellationToken);
}
