using System.Collections.Concurrent;

namespace DevServer.Invoices;

/// <summary>Every store has a wallet, unless a test takes it away: then its invoices cannot be made.</summary>
public sealed class StoreWallets
{
    private readonly ConcurrentDictionary<string, bool> without = new();

    public bool Has(string storeId) => !without.ContainsKey(storeId);

    public void Set(string storeId, bool wallet)
    {
        if (wallet)
            without.TryRemove(storeId, out _);
        else
            without[storeId] = true;
    }
}
