using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Programmes;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Programmes remembered for two seconds, so that a busy till does not read the same settings thousands of times. No money is decided
/// by them: limits and balances are the ledger's.</summary>
internal sealed class RecentProgrammes(IProgrammes programmes, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, (Programme Programme, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    public async ValueTask<Programme?> Find(string storeId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(storeId, out var known) && known.Until > now)
            return known.Programme;
        var programme = await programmes.Find(storeId, cancellationToken);
        // Stores come and go over months; the few that are active are read again at once.
        if (_known.Count > 10_000)
            _known.Clear();
        if (programme is not null)
            _known[storeId] = (programme, now + Age);
        return programme;
    }
}
