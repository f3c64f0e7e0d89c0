using System.Collections.Concurrent;
using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The stores' short names in the URLs that chips carry. A name never changes, so it may be remembered.</summary>
internal sealed class TapCodes(FlashDatabase database, IssuerKeys keys, TimeProvider time)
{
    /// <summary>Characters of a code: 60 bits, so that no two stores ever have the same.</summary>
    public const int Length = 12;

    // Crockford's base 32: no i, l, o, u. Lower case, as it stands in a URL.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly ConcurrentDictionary<string, string> _codes = new();
    private readonly ConcurrentDictionary<string, string> _stores = new();

    /// <summary>The store's code, made on first use.</summary>
    public async ValueTask<string> Of(string storeId, CancellationToken cancellationToken)
    {
        if (_codes.TryGetValue(storeId, out var known))
            return known;
        // A store that has a name has a key: nobody's tap writes anything before it is verified.
        await keys.Of(storeId, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.tap_codes (store_id, code, created_at) values (@storeId, @code, @now) on conflict do nothing
            """, new { storeId, code = RandomNumberGenerator.GetString(Alphabet, Length), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return _codes[storeId] = await connection.QuerySingleAsync<string>(new CommandDefinition(
            "select code from flash.tap_codes where store_id = @storeId", new { storeId }, cancellationToken: cancellationToken));
    }

    /// <summary>The store of a code, or null.</summary>
    public async ValueTask<string?> Store(string? code, CancellationToken cancellationToken)
    {
        if (code is not { Length: Length } || !code.All(c => Alphabet.Contains(c, StringComparison.Ordinal)))
            return null;
        if (_stores.TryGetValue(code, out var known))
            return known;
        await using var connection = await database.Open(cancellationToken);
        var store = await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            "select store_id from flash.tap_codes where code = @code", new { code }, cancellationToken: cancellationToken));
        return store is null ? null : _stores[code] = store;
    }
}
