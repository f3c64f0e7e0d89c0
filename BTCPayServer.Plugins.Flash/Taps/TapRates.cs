using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Counts, in the database, how often an address or a card comes in a minute.</summary>
internal sealed class TapRates(FlashDatabase database, TimeProvider time)
{
    /// <summary>Taps and payments of one address: a crowd at a festival comes through one.</summary>
    public const int PerAddress = 600;
    /// <summary>Taps and payments of one card.</summary>
    public const int PerCard = 30;

    /// <summary>Counts a call of an address; false when it had its share of this minute. Only a hash of the address is kept.</summary>
    public Task<bool> Address(string? address, CancellationToken cancellationToken) =>
        Take("", "address:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address ?? "")).AsSpan(0, 12)), PerAddress, cancellationToken);

    /// <summary>Counts a call of a card that proved to be at hand; false when it had its share of this minute.</summary>
    public Task<bool> Card(string storeId, Guid cardId, CancellationToken cancellationToken) => Take(storeId, $"card:{cardId:N}", PerCard, cancellationToken);

    private async Task<bool> Take(string storeId, string subject, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        await using var connection = await database.Open(cancellationToken);
        var taken = await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.tap_rates as r (store_id, subject, minute, count) values (@storeId, @subject, @minute, 1)
            on conflict (store_id, subject) do update
               set minute = excluded.minute, count = case when r.minute = excluded.minute then r.count + 1 else 1 end
             where r.minute <> excluded.minute or r.count < @most
            """, new { storeId, subject, minute, most }, cancellationToken: cancellationToken));
        // Now and then somebody sweeps.
        if (RandomNumberGenerator.GetInt32(200) == 0)
            await connection.ExecuteAsync(new CommandDefinition("""
                delete from flash.tap_rates where ctid = any (array(select ctid from flash.tap_rates where minute < @before limit 1000 for update skip locked))
                """, new { before = minute.AddMinutes(-10) }, cancellationToken: cancellationToken));
        return taken == 1;
    }
}
