using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>Counts what anybody may ask for, per minute, in the database: by card, and by a hash of the asker's address.</summary>
internal sealed class RequestCounts(FlashDatabase database, TimeProvider time)
{
    /// <summary>Links that open nothing, of one address: many a wallet asks again, and a crowd comes through one address.</summary>
    public const int UnknownPerMinute = 60;

    /// <summary>Counts one; false when the card or the address had its share of this minute.</summary>
    public Task<bool> Take(string storeId, string what, Guid card, string? address, int perMinute, CancellationToken cancellationToken) =>
        // Sorted, so that two requests never wait for each other's rows.
        Take(storeId, [$"{what}:address:{Hash(storeId, address)}", $"{what}:card:{card:N}"], perMinute, cancellationToken);

    /// <summary>Counts a link that opens nothing, under no store since none is known, and answers it: <c>link-not-found</c>, or <c>too-many-requests</c>.</summary>
    public async Task<Refusal> Unknown(string? address, CancellationToken cancellationToken) =>
        await Take("", [$"unknown:address:{Hash("", address)}"], UnknownPerMinute, cancellationToken) ? TopUpRefusals.LinkNotFound : TopUpRefusals.TooManyRequests;

    private async Task<bool> Take(string storeId, string[] subjects, int perMinute, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        await using var connection = await database.Open(cancellationToken);
        var counted = await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.request_counts as r (store_id, subject, minute, count)
            select @storeId, u.subject, @minute, 1 from unnest(@subjects) as u (subject)
            on conflict (store_id, subject) do update
               set minute = excluded.minute, count = case when r.minute = excluded.minute then r.count + 1 else 1 end
             where r.minute <> excluded.minute or r.count < @perMinute
            """, new { storeId, subjects, minute, perMinute }, cancellationToken: cancellationToken));
        // Now and then somebody sweeps.
        if (RandomNumberGenerator.GetInt32(100) == 0)
            await connection.ExecuteAsync(new CommandDefinition("""
                delete from flash.request_counts where ctid = any (array(
                  select ctid from flash.request_counts where minute < @before limit 1000 for update skip locked))
                """, new { before = minute.AddMinutes(-10) }, cancellationToken: cancellationToken));
        return counted == subjects.Length;
    }

    private static string Hash(string storeId, string? address) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{storeId}|{address}")).AsSpan(0, 12));
}
