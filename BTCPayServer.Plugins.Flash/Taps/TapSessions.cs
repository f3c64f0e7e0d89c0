using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What a tap entitles to: one payment, within a few minutes, for whoever shows its secret.</summary>
internal sealed class TapSessions(FlashDatabase database, TimeProvider time)
{
    /// <summary>Long enough to show a balance, make an invoice and type a PIN.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(3);
    // Whoever asks again with the same secret and invoice gets the same answer for so long.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>Keeps a tap, by a hash of its secret.</summary>
    public async Task Open(TappedCard tap, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.tap_sessions (store_id, id, card_id, k1_hash, created_at, expires_at) values (@StoreId, @TapId, @CardId, @hash, @now, @until)
            """, new { tap.StoreId, tap.TapId, tap.CardId, hash = Hash(tap.K1), now, until = now + Life }, cancellationToken: cancellationToken));
        if (RandomNumberGenerator.GetInt32(200) == 0)
            await connection.ExecuteAsync(new CommandDefinition("""
                delete from flash.tap_sessions where ctid = any (array(select ctid from flash.tap_sessions where expires_at < @before limit 1000 for update skip locked))
                """, new { before = now - Memory }, cancellationToken: cancellationToken));
    }

    /// <summary>The tap of a secret; null when the store has none.</summary>
    public async Task<(Guid Id, Guid CardId)?> Find(string storeId, string? k1, CancellationToken cancellationToken)
    {
        if (k1 is not { Length: 64 } || !k1.All(char.IsAsciiHexDigit))
            return null;
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<(Guid, Guid)?>(new CommandDefinition(
            "select id, card_id from flash.tap_sessions where store_id = @storeId and k1_hash = @hash", new { storeId, hash = Hash(k1) }, cancellationToken: cancellationToken));
    }

    // 256 random bits need no slow hash.
    private static byte[] Hash(string k1) => SHA256.HashData(Encoding.ASCII.GetBytes(k1.ToLowerInvariant()));
}
