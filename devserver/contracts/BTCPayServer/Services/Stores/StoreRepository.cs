using BTCPayServer.Data;

namespace BTCPayServer.Services.Stores;

/// <summary>The server's stores.</summary>
public abstract class StoreRepository
{
    /// <summary>The store of that id whoever asks, or null.</summary>
    public abstract Task<StoreData?> FindStore(string storeId);

    /// <summary>The store of that id if the user is one of its members, else null.</summary>
    public abstract Task<StoreData?> FindStore(string storeId, string userId);

    /// <summary>The stores that the user is a member of.</summary>
    public abstract Task<StoreData[]> GetStoresByUserId(string userId, IEnumerable<string>? storeIds = null);

    /// <summary>True when a payout of the store may be paid from the server's internal node.</summary>
    public abstract Task<bool> InternalNodePayoutAuthorized(string storeId);
}
