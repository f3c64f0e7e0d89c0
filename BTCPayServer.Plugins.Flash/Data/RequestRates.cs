using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>Counts, in the database, how often somebody comes in a minute. Those who come at the same time are counted with one statement.</summary>
internal sealed class RequestRates
{
    private const int MaxBatch = 256;

    private readonly FlashDatabase _database;
    private readonly TimeProvider _time;
    private readonly Lanes<Call, Counted> _lane;

    public RequestRates(FlashDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _lane = new(Count, static () =>
        {
            var calls = 0;
            return _ => ++calls <= MaxBatch;
        });
    }

    /// <summary>Counts a call; false when one of those who make it had their share of this minute.</summary>
    /// <param name="storeId">Whose; empty where none is known yet.</param>
    /// <param name="subjects">Who makes it, and for what: a card, an address by <see cref="Address"/>. All of them are counted.</param>
    /// <param name="most">Their share.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> Take(string storeId, string[] subjects, int most, CancellationToken cancellationToken) =>
        (await _lane.Write("", new Call(storeId, subjects, most), cancellationToken)).Allowed;

    /// <summary>An address as it is kept: of one store only, and only a hash.</summary>
    public static string Address(string storeId, string? address) =>
        "address:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{storeId}|{address}")).AsSpan(0, 12));

    private async Task<Counted?[]> Count(string lane, IReadOnlyList<Call> calls)
    {
        var now = _time.GetUtcNow();
        var minute = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var subjects = calls.SelectMany(c => c.Subjects.Select(s => (c.StoreId, Subject: s))).GroupBy(s => s).Select(g => (g.Key.StoreId, g.Key.Subject, Count: g.Count()))
            // In one order, so that two servers never wait for each other's rows.
            .OrderBy(s => s.StoreId, StringComparer.Ordinal).ThenBy(s => s.Subject, StringComparer.Ordinal).ToArray();
        await using var connection = await _database.Open(CancellationToken.None);
        // What this batch finds counted is what it has plus what came before it.
        var counted = (await connection.QueryAsync<(string StoreId, string Subject, int Count)>("""
            insert into flash.request_rates as r (store_id, subject, minute, count)
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
                delete from flash.request_rates where ctid = any (array(select ctid from flash.request_rates where minute < @before limit 1000 for update skip locked))
                """, new { before = minute.AddMinutes(-10) });
        return [.. calls.Select(c => new Counted(c.Subjects.Count(s => ++counted[(c.StoreId, s)] > c.Most) == 0))];
    }

    private sealed record Call(string StoreId, string[] Subjects, int Most);

    private sealed record Counted(bool Allowed);
}
