using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Counts, in the database, how often an address or a card comes in a minute. Those who come at the same time are counted with one statement.</summary>
internal sealed class TapRates
{
    /// <summary>Taps and payments of one address: a crowd at a festival comes through one.</summary>
    public const int PerAddress = 600;
    /// <summary>Taps and payments of one card.</summary>
    public const int PerCard = 30;
    private const int MaxBatch = 256;

    private readonly FlashDatabase _database;
    private readonly TimeProvider _time;
    private readonly Lanes<Call, Counted> _lane;

    public TapRates(FlashDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _lane = new(Count, static () =>
        {
            var calls = 0;
            return _ => ++calls <= MaxBatch;
        });
    }

    /// <summary>Counts a call of an address; false when it had its share of this minute. Only a hash of the address is kept.</summary>
    public Task<bool> Address(string? address, CancellationToken cancellationToken) =>
        Take("", "address:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address ?? "")).AsSpan(0, 12)), PerAddress, cancellationToken);

    /// <summary>Counts a call of a card that proved to be at hand; false when it had its share of this minute.</summary>
    public Task<bool> Card(string storeId, Guid cardId, CancellationToken cancellationToken) => Take(storeId, $"card:{cardId:N}", PerCard, cancellationToken);

    private async Task<bool> Take(string storeId, string subject, int most, CancellationToken cancellationToken) =>
        (await _lane.Write("", new Call(storeId, subject, most), cancellationToken)).Allowed;

    private async Task<Counted?[]> Count(string lane, IReadOnlyList<Call> calls)
    {
        var now = _time.GetUtcNow();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var subjects = calls.GroupBy(c => (c.StoreId, c.Subject)).Select(g => (g.Key.StoreId, g.Key.Subject, Count: g.Count())).ToArray();
        await using var connection = await _database.Open(CancellationToken.None);
        // What this batch finds counted is what it has plus what came before it.
        var counted = (await connection.QueryAsync<(string StoreId, string Subject, int Count)>("""
            insert into flash.tap_rates as r (store_id, subject, minute, count)
            select u.store_id, u.subject, @minute, u.count from unnest(@stores, @names, @counts) as u (store_id, subject, count)
            on conflict (store_id, subject) do update
               set minute = excluded.minute, count = case when r.minute = excluded.minute then least(r.count + excluded.count, 1000000000) else excluded.count end
            returning store_id, subject, count
            """, new { minute, stores = subjects.Select(s => s.StoreId).ToArray(), names = subjects.Select(s => s.Subject).ToArray(), counts = subjects.Select(s => s.Count).ToArray() }))
            .ToDictionary(c => (c.StoreId, c.Subject), c => c.Count);
        foreach (var (storeId, subject, count) in subjects)
            counted[(storeId, subject)] -= count;
        // Now and then somebody sweeps.
        if (RandomNumberGenerator.GetInt32(200) == 0)
            await connection.ExecuteAsync("""
                delete from flash.tap_rates where ctid = any (array(select ctid from flash.tap_rates where minute < @before limit 1000 for update skip locked))
                """, new { before = minute.AddMinutes(-10) });
        return [.. calls.Select(c => new Counted(++counted[(c.StoreId, c.Subject)] <= c.Most))];
    }

    private sealed record Call(string StoreId, string Subject, int Most);

    private sealed record Counted(bool Allowed);
}
