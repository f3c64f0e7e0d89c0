using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The stores' issuer keys: random, made on first use, encrypted at rest.</summary>
internal sealed class IssuerKeys(StoreSecrets secrets)
{
    private readonly ConcurrentDictionary<string, IssuerKey> _known = new();

    /// <summary>A key of no store: what taps of unknown stores are put through, so that they take the way of all others.</summary>
    public IssuerKey Decoy { get; } = new(ChipKey.Generate());

    /// <summary>The store's key.</summary>
    /// <exception cref="InvalidOperationException">The server's data protection keys are not those that it was written with.</exception>
    public async ValueTask<IssuerKey> Of(string storeId, CancellationToken cancellationToken) =>
        _known.TryGetValue(storeId, out var known)
            ? known
            : _known[storeId] = new IssuerKey(ChipKey.FromBytes(await secrets.Of(storeId, "boltcards", "BTCPayServer.Plugins.Flash.IssuerKey", ChipKey.Size, cancellationToken)));
}
