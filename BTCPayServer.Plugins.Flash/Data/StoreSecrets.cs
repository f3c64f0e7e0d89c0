using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>Random secrets of the stores: made on first use, kept in the database encrypted with the server's data protection keys, which are files outside of it.</summary>
internal sealed class StoreSecrets(FlashDatabase database, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Store, string Name), byte[]> _known = new();

    /// <summary>The store's secret of that name.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="name">Which of the store's: <c>cards</c>.</param>
    /// <param name="purpose">What the data protection keys of it are derived for: never changes.</param>
    /// <param name="size">Bytes of a new one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidOperationException">The server's data protection keys are not those that it was written with.</exception>
    public async ValueTask<byte[]> Of(string storeId, string name, string purpose, int size, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((storeId, name), out var known))
            return known;
        var protector = protection.CreateProtector(purpose, storeId);
        await using var connection = await database.Open(cancellationToken);
        const string read = "select value from flash.secrets where store_id = @storeId and name = @name";
        var value = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(read, new { storeId, name }, cancellationToken: cancellationToken));
        if (value is null)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into flash.secrets (store_id, name, value, created_at) values (@storeId, @name, @value, @now) on conflict do nothing
                """, new { storeId, name, value = protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(size))), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
            value = await connection.QuerySingleAsync<string>(new CommandDefinition(read, new { storeId, name }, cancellationToken: cancellationToken));
        }
        try
        {
            return _known[(storeId, name)] = Convert.FromBase64String(protector.Unprotect(value));
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException(
                $"Flash: the secret '{name}' of store {storeId} cannot be read: the data protection keys of this server are not those that it was written with. Restore the server's data directory.", e);
        }
    }
}
