namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The server's stores.</summary>
public interface IStores
{
    /// <summary>The store, or null when the server has none of that id. Checks nobody's permission.</summary>
    Task<StoreSummary?> Find(string storeId, CancellationToken ct);
}
