using System.Diagnostics;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>Lists must cost the same on page 1 and page 10,000: the store's log, one account's history, the card list.</summary>
internal static class PagesBenchmark
{
    public static async Task Run(FlashDatabase database, string store, Guid busiest, Guid[] cards)
    {
        await new FlashMigrations(database, NullLogger<FlashMigrations>.Instance).Migrate(null, default);
        await using (var connection = await database.Open(default))
        {
            await connection.ExecuteAsync("""
                insert into flash.cards (store_id, id, number, kind, state, own_limits, token_hash, issued_at, activated_at)
                select @store, id, to_char(ord, 'FM0000000000000000'), 0, 1, false, decode(replace(id::text, '-', ''), 'hex'), now(), now()
                  from unnest(@cards) with ordinality as c (id, ord) on conflict do nothing
                """, new { store, cards });
            await connection.ExecuteAsync("vacuum analyze");
        }
        var reader = new LedgerReader(database);
        var repository = new CardRepository(database, TimeProvider.System);
        var newest = (await reader.Log(store, null, null, 1, default))[0].Seq;
        var deep = newest > 10_001 * 50 ? newest - 10_000 * 50 : newest / 2;
        await Compare($"the log of {newest} transfers, pages of 50", () => reader.Log(store, null, null, 50, default), () => reader.Log(store, null, deep, 50, default));
        await Compare("the busiest account's history, pages of 50", () => reader.History(store, busiest, null, 50, default), () => reader.History(store, busiest, deep, 50, default));
        var sorted = cards.OrderDescending().ToArray();
        var (page, size) = (10_000, Math.Max(1, cards.Length / 10_001));
        await Compare($"the list of {cards.Length} cards, pages of {size}", () => repository.Search(store, new CardSearch(), null, size, default),
            () => repository.Search(store, new CardSearch(), sorted[Math.Min(sorted.Length - 2, page * size)], size, default));
    }

    private static async Task Compare<T>(string what, Func<Task<IReadOnlyList<T>>> first, Func<Task<IReadOnlyList<T>>> last)
    {
        var (a, b) = (await Median(first), await Median(last));
        BenchmarkOptions.Say($"{what}: page 1 {a:F2} ms, page 10,000 {b:F2} ms, flat_ratio: {b / a:F2}");
    }

    private static async Task<double> Median<T>(Func<Task<IReadOnlyList<T>>> page)
    {
        var times = new List<double>();
        for (var i = 0; i < 210; i++)
        {
            var start = Stopwatch.GetTimestamp();
            if ((await page()).Count == 0)
                throw new InvalidOperationException("An empty page");
            if (i >= 10)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
