using System.Diagnostics;
using System.Globalization;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>Charges from many cards into one hot merchant account, beside pgbench's TPC-B on the same fresh cluster.</summary>
internal static class LedgerBenchmark
{
    private const string Store = "BenchStore1111111111111111111111111111111111";
    private static readonly Asset Usd = new("USD", 2);

    public static async Task<int> Run(BenchmarkOptions options)
    {
        var cards = options.Number("--cards", 100_000);
        var callers = options.Number("--callers", 256);
        var seconds = options.Number("--seconds", 20);
        var scale = options.Number("--scale", 50);
        var connection = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("FLASH_BENCH_POSTGRES") ?? throw new InvalidOperationException("FLASH_BENCH_POSTGRES is not set"));
        var pgbench = new PgBench(connection, Environment.GetEnvironmentVariable("FLASH_PGBIN") ?? "");
        await using var database = new FlashDatabase(connection.ConnectionString);
        await using (var c = await database.Open(default))
            BenchmarkOptions.Say($"PostgreSQL {await c.ExecuteScalarAsync<string>("show server_version")}, fsync {await c.ExecuteScalarAsync<string>("show fsync")}, synchronous_commit {await c.ExecuteScalarAsync<string>("show synchronous_commit")}, {Environment.ProcessorCount} cores");

        await pgbench.Initialise(scale);
        var tpcb = await pgbench.Measure(16, seconds);
        BenchmarkOptions.Say($"pgbench TPC-B, scale {scale}, 16 clients: {tpcb:F0} transactions/s");
        var tpcbLone = await pgbench.Measure(1, Math.Max(5, seconds / 3));
        BenchmarkOptions.Say($"pgbench TPC-B, 1 client: {tpcbLone:F0} transactions/s");

        await new FlashMigrations(database, NullLogger<FlashMigrations>.Instance).Migrate(1, default);
        var ledger = new LedgerService(database, new LedgerWriter(database, TimeProvider.System), TimeProvider.System);
        var ids = Enumerable.Range(0, cards).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var chunk in ids.Chunk(5000))
            await ledger.OpenAccounts(Store, [.. chunk.Select(id => new NewAccount(id, Usd, AccountFlags.Guarded, ChargeLimit: 1_000_00, PeriodLimit: 100_000_00))], null, default);
        var clearing = await ledger.StoreAccount(Store, Usd, AccountCodes.Clearing, default);
        var sales = await ledger.StoreAccount(Store, Usd, AccountCodes.Sales, default);
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = callers }, async (id, ct) =>
            await ledger.Write(Store, new TransferRequest($"load:{id:N}", Transfer.Post("load", clearing, id, Usd, 1_000_000)), ct));
        await using (var c = await database.Open(default))
            await c.ExecuteAsync("vacuum analyze");

        var before = await Size(database);
        var (rate, count, p50, p99) = await Charge(ledger, ids, sales, callers, seconds);
        var after = await Size(database);
        BenchmarkOptions.Say($"charges, {cards} cards, one merchant account, {callers} callers: {rate:F0}/s, p50 {p50:F2} ms, p99 {p99:F2} ms");
        BenchmarkOptions.Say($"ratio_vs_tpcb: {rate / tpcb:F2}");
        BenchmarkOptions.Say($"a charge: 1 row in the log, {(after.Bytes - before.Bytes) / count} bytes on disk with indexes, {(after.Wal - before.Wal) / count} bytes of WAL");
        var (lone, _, loneP50, loneP99) = await Charge(ledger, ids, sales, 1, Math.Max(5, seconds / 3));
        BenchmarkOptions.Say($"one lone caller: {lone:F0}/s, p50 {loneP50:F2} ms, p99 {loneP99:F2} ms");
        BenchmarkOptions.Say($"lone_ratio_vs_tpcb: {lone / tpcbLone:F2}");

        // Up to a million, for the lists.
        for (var seq = await Seq(database); seq < options.Number("--transfers", 1_000_000); seq = await Seq(database))
            await Charge(ledger, ids, sales, callers, 5);
        await PagesBenchmark.Run(database, Store, sales, ids);
        var proof = await new LedgerProof(database, TimeProvider.System).Prove(Store, default);
        BenchmarkOptions.Say($"ledger of {proof.Seq} transfers: {(proof.Proven ? "proven" : "NOT PROVEN: " + string.Join("; ", proof.Problems))}");
        return proof.Proven ? 0 : 1;
    }

    private static async Task<(double Rate, int Count, double P50, double P99)> Charge(LedgerService ledger, Guid[] cards, Guid merchant, int callers, int seconds)
    {
        var day = 20260101;
        var latencies = Enumerable.Range(0, callers).Select(_ => new Latencies()).ToArray();
        var clock = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(seconds);
        await Task.WhenAll(latencies.Select((latency, caller) => Task.Run(async () =>
        {
            var random = new Random(caller);
            while (clock.Elapsed < end)
            {
                var charge = Transfer.Post("charge", cards[random.Next(cards.Length)], merchant, Usd, 1 + random.Next(5)) with { Period = day };
                var start = Stopwatch.GetTimestamp();
                if (await ledger.Write(Store, new TransferRequest(charge.Id.ToString("N"), charge), default) is not Written)
                    throw new InvalidOperationException("A charge was refused");
                latency.Add(Stopwatch.GetElapsedTime(start));
            }
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        var (count, p50, p99) = Latencies.Merge(latencies);
        return (count / elapsed, count, p50, p99);
    }

    private static async Task<long> Seq(FlashDatabase database)
    {
        await using var c = await database.Open(default);
        return await c.ExecuteScalarAsync<long>("select seq from flash.ledgers where store_id = @Store", new { Store });
    }

    private static async Task<(long Bytes, long Wal)> Size(FlashDatabase database)
    {
        await using var c = await database.Open(default);
        return await c.QuerySingleAsync<(long, long)>("select pg_total_relation_size('flash.transfers'), (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
    }
}
