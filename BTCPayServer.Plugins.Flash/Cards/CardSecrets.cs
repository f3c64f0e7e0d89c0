using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>The secrets that the stores' tokens and activation codes are made from.</summary>
internal sealed class CardSecrets(StoreSecrets secrets)
{
    private readonly ConcurrentDictionary<string, CardSecret> _known = new();

    /// <summary>The store's secret.</summary>
    /// <exception cref="InvalidOperationException">The server's data protection keys are not those that it was written with.</exception>
    public async ValueTask<CardSecret> Of(string storeId, CancellationToken cancellationToken) =>
        _known.TryGetValue(storeId, out var known)
            ? known
            : _known[storeId] = new CardSecret(await secrets.Of(storeId, "cards", "BTCPayServer.Plugins.Flash.CardSecrets", 32, cancellationToken));
}
