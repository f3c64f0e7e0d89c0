using BTCPayServer.Services.Stores;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The members of a store, read at most once for a page and only when it names one by id.</summary>
internal sealed class Staff(StoreRepository stores, ILogger<Staff> logger) : IStaff
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> members = [];

    public async Task<string> Name(string storeId, string by)
    {
        if (string.IsNullOrEmpty(storeId) || !Guid.TryParse(by, out _))
            return by;
        if (!members.TryGetValue(storeId, out var names))
            members[storeId] = names = await Read(storeId);
        return names.GetValueOrDefault(by, by);
    }

    private async Task<IReadOnlyDictionary<string, string>> Read(string storeId)
    {
        try
        {
            return (await stores.GetStoreUsers(storeId)).Where(user => user.Email is { Length: > 0 }).ToDictionary(user => user.Id, user => user.Email!);
        }
        catch (Exception e)
        {
            // A page that shows an id is better than none.
            logger.LogWarning(e, "The members of store {StoreId} could not be read", storeId);
            return new Dictionary<string, string>();
        }
    }
}
