using System.Collections.Concurrent;
using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>The stores' secrets: made on first use, kept in the database encrypted with the server's data protection keys, which are files outside of it.</summary>
internal sealed class CardSecrets(FlashDatabase database, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, CardSecret> _known = new();

    /// <summary>The store's secret.</summary>
    /// <exception cref="InvalidOperationException">The server's data protection keys are not those that it was written with.</exception>
    public async ValueTask<CardSecret> Of(string storeId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(storeId, out var known))
            return known;
        var protector = protection.CreateProtector("BTCPayServer.Plugins.Flash.CardSecrets", storeId);
        await using var connection = await database.Open(cancellationToken);
        const string read = "select value from flash.secrets where store_id = @storeId and name = 'cards'";
        var value = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(read, new { storeId }, cancellationToken: cancellationToken));
        if (value is null)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into flash.secrets (store_id, name, value, created_at) values (@storeId, 'cards', @value, @now) on conflict do nothing
                """, new { storeId, value = protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
            value = await connection.QuerySingleAsync<string>(new CommandDefinition(read, new { storeId }, cancellationToken: cancellationToken));
        }
        try
        {
            return _known[storeId] = new CardSecret(Convert.FromBase64String(protector.Unprotect(value)));
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException(
                $"Flash: the card secret of store {storeId} cannot be read: the data protection keys of this server are not those that it was written with. Restore the server's data directory.", e);
        }
    }
}
