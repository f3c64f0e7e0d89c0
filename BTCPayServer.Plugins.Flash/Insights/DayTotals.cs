using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>Keeps the sums of each store's days, read from the log behind its own cursor. A transfer belongs to the day of the store's time zone at the time it is read.</summary>
internal sealed class DayTotals(FlashDatabase database) : ILogReader
{
    public string Name => "day-totals";

    public async Task Read(string storeId, IReadOnlyList<TransferRecord> transfers, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // On the connection at hand: who holds one and waits for another may wait for ever.
        var programme = await ProgrammeRepository.Read(transaction, storeId, cancellationToken);
        var sums = transfers
            .GroupBy(t => (Day: Day(programme, t.CreatedAt), t.Asset, t.Code, t.Kind))
            .Select(g => (g.Key, Count: g.LongCount(), Amount: g.Sum(t => (decimal)t.Amount)))
            // One order for all writers of a store's rows.
            .OrderBy(s => s.Key.Day).ThenBy(s => s.Key.Asset, StringComparer.Ordinal).ThenBy(s => s.Key.Code, StringComparer.Ordinal).ThenBy(s => s.Key.Kind)
            .ToList();
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.day_totals (store_id, day, asset, code, kind, count, amount)
              select @storeId, u.* from unnest(@days, @assets, @codes, @kinds, @counts, @amounts) u
              on conflict (store_id, day, asset, code, kind) do update
                set count = day_totals.count + excluded.count, amount = day_totals.amount + excluded.amount
            """,
            new
            {
                storeId,
                days = sums.Select(s => s.Key.Day).ToArray(),
                assets = sums.Select(s => s.Key.Asset).ToArray(),
                codes = sums.Select(s => s.Key.Code).ToArray(),
                kinds = sums.Select(s => (short)s.Key.Kind).ToArray(),
                counts = sums.Select(s => s.Count).ToArray(),
                amounts = sums.Select(s => s.Amount).ToArray()
            }, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>The sums of one day, yyyymmdd.</summary>
    public async Task<IReadOnlyList<DayTotal>> Of(string storeId, int day, string asset, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<(string Code, short Kind, long Count, decimal Amount)>(new CommandDefinition(
                "select code, kind, count, amount from flash.day_totals where store_id = @storeId and day = @day and asset = @asset",
                new { storeId, day, asset }, cancellationToken: cancellationToken)))
            .Select(r => new DayTotal(r.Code, (TransferKind)r.Kind, r.Count, r.Amount)).ToList();
    }

    private static int Day(Programme? programme, DateTimeOffset at) =>
        programme?.Day(at) ?? at.UtcDateTime.Year * 10000 + at.UtcDateTime.Month * 100 + at.UtcDateTime.Day;
}
