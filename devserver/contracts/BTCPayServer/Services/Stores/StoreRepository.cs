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

    /// <summary>The store's members; only those with one of the roles, where any are named.</summary>
    public abstract Task<StoreUser[]> GetStoreUsers(string storeId, IEnumerable<StoreRoleId>? filterRoles = null);

    /// <summary>True when a payout of the store may be paid from the server's internal node.</summary>
    public abstract Task<bool> InternalNodePayoutAuthorized(string storeId);

    /// <summary>A member of a store.</summary>
    public class StoreUser
    {
        /// <summary>The user's id.</summary>
        public string Id { get; set; } = "";
        /// <summary>The user's e-mail.</summary>
        public string? Email { get; set; }
    }
}
