using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using Dapper;
using Flash.Tool;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>Taps of many chips through the real rooms and a real PostgreSQL; only the Lightning node is none: it says "paid" at once, and notes when it was asked.</summary>
internal static class TapBenchmark
{
    private const string Store = "BenchStore1111111111111111111111111111111111";
    private static readonly Asset Sats = new("SATS", 3);

    public static async Task<int> Run(BenchmarkOptions options)
    {
        var cards = options.Number("--cards", 100_000);
        var callers = options.Number("--callers", 64);
        var seconds = options.Number("--seconds", 15);
        await using var database = new FlashDatabase(Environment.GetEnvironmentVariable("FLASH_BENCH_POSTGRES") ?? throw new InvalidOperationException("FLASH_BENCH_POSTGRES is not set"));
        await new FlashMigrations(database, NullLogger<FlashMigrations>.Instance).Migrate(null, default);
        var node = new InstantNode();
        await using var services = Services(database, node);
        var chips = await Issue(services, database, cards);
        BenchmarkOptions.Say($"{cards} cards with chips, funded");

        await Tap(services, node, chips, callers, 2);
        // As autovacuum does in a server that runs: plans that were made for empty tables are made anew.
        await using (var connection = await database.Open(default))
            await connection.ExecuteAsync("vacuum analyze");
        var (rate, latency, held) = await Tap(services, node, chips, callers, seconds);
        BenchmarkOptions.Say($"taps that pay (verify, hold, pay, capture), {callers} callers: {rate:F0}/s");
        BenchmarkOptions.Say($"tap to withdraw request: p50 {latency.P50:F1} ms, p99 {latency.P99:F1} ms");
        BenchmarkOptions.Say($"tap to durable hold: p50 {held.P50:F1} ms, p99 {held.P99:F1} ms");
        var (lone, _, loneHeld) = await Tap(services, node, chips, 1, Math.Max(3, seconds / 3));
        BenchmarkOptions.Say($"one lone caller: {lone:F0}/s, tap to durable hold: p50 {loneHeld.P50:F1} ms, p99 {loneHeld.P99:F1} ms");
        var proof = await services.GetRequiredService<ILedgerProof>().Prove(Store, default);
        BenchmarkOptions.Say($"ledger of {proof.Seq} transfers: {(proof.Proven ? "proven" : "NOT PROVEN: " + string.Join("; ", proof.Problems))}");
        return proof.Proven ? 0 : 1;
    }

    private static ServiceProvider Services(FlashDatabase database, InstantNode node)
    {
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Error));
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddSingleton(database).AddSingleton<IStoreLightning>(node).AddSingleton<IServerRates>(node);
        return services.AddFlashLedger().AddFlashProgrammes().AddFlashCards().AddFlashBoltcards().AddFlashTaps().AddSingleton<ICurrencies>(node).BuildServiceProvider();
    }

    private static async Task<(SoftwareChip Chip, string Code)[]> Issue(IServiceProvider services, FlashDatabase database, int count)
    {
        var code = await services.GetRequiredService<ICredentials>().TapCode(Store, default);
        var issuer = await services.GetRequiredService<IssuerKeys>().Of(Store, default);
        var (ids, identifiers) = (new Guid[count], new byte[count][]);
        var chips = new (SoftwareChip, string)[count];
        for (var i = 0; i < count; i++)
        {
            var uid = new byte[] { 0x04, 0, 0, (byte)(i >> 24), (byte)(i >> 16), (byte)(i >> 8), (byte)i };
            var chip = new SoftwareChip(uid);
            chip.Program($"lnurlw://bench/flash/t/{code}", issuer.EncryptionKey.ToHex(), issuer.MacKey(ChipUid.FromBytes(uid), 0).ToHex());
            (ids[i], identifiers[i], chips[i]) = (Guid.CreateVersion7(), Convert.FromHexString(issuer.CardId(ChipUid.FromBytes(uid))), (chip, code));
        }
        await using (var connection = await database.Open(default))
            await connection.ExecuteAsync("""
                insert into flash.programmes (store_id, asset, scale, issue_fee, load_fee, load_fee_basis_points, hold_minutes, time_zone, credit_marked_invoices, updated_at)
                values (@Store, 'SATS', 3, 0, 0, 0, 60, 'UTC', true, now());
                insert into flash.cards (store_id, id, number, kind, state, own_limits, token_hash, issued_at, activated_at)
                select @Store, id, to_char(ord, 'FM0000000000000000'), 1, 1, false, decode(replace(id::text, '-', ''), 'hex'), now(), now() from unnest(@ids) with ordinality as c (id, ord);
                insert into flash.credentials (store_id, id, card_id, kind, identifier, state, version, issued, created_at)
                select @Store, gen_random_uuid(), c.id, 'boltcard', c.identifier, 1, 0, 0, now() from unnest(@ids, @identifiers) as c (id, identifier);
                """, new { Store, ids, identifiers });
        var ledger = services.GetRequiredService<ILedger>();
        var clearing = await ledger.StoreAccount(Store, Sats, AccountCodes.Clearing, default);
        foreach (var chunk in ids.Chunk(5000))
            await ledger.OpenAccounts(Store, [.. chunk.Select(id => new NewAccount(id, Sats, AccountFlags.Guarded))], null, default);
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (id, ct) =>
            await ledger.Write(Store, new TransferRequest($"load:{id:N}", Transfer.Post("load", clearing, id, Sats, 1_000_000_000)), ct));
        await using (var connection = await database.Open(default))
            await connection.ExecuteAsync("vacuum analyze");
        return chips;
    }

    private static async Task<(double Rate, (double P50, double P99) Tap, (double P50, double P99) Held)> Tap(IServiceProvider services, InstantNode node,
        (SoftwareChip Chip, string Code)[] chips, int callers, int seconds)
    {
        var taps = services.GetRequiredService<ITapService>();
        var (read, held) = (Enumerable.Range(0, callers).Select(_ => new Latencies()).ToArray(), Enumerable.Range(0, callers).Select(_ => new Latencies()).ToArray());
        var clock = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(seconds);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random();
            while (clock.Elapsed < end)
            {
                // Each caller has chips of its own: a chip is in one place at a time.
                var (chip, code) = chips[random.Next(chips.Length / callers) * callers + caller];
                var reading = TapReading.Read(chip.Tap()) ?? throw new InvalidOperationException("Not a tap");
                var address = string.Create(CultureInfo.InvariantCulture, $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}");
                var hash = RandomNumberGenerator.GetHexString(64, lowercase: true);
                var start = Stopwatch.GetTimestamp();
                var tap = await taps.Read(reading, address, default);
                if (!tap.Ok || tap.Value.Obstacle is not null)
                    throw new InvalidOperationException($"{tap.Refusal ?? tap.Value!.Obstacle}");
                read[caller].Add(Stopwatch.GetElapsedTime(start));
                var paid = await taps.Pay(code, tap.Value.K1, hash, null, address, default);
                if (!paid.Ok || paid.Value.Status != PaymentStatus.Paid)
                    throw new InvalidOperationException($"{paid.Refusal}");
                held[caller].Add(node.AskedAfter(hash, start));
            }
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        var (count, p50, p99) = Latencies.Merge(held);
        var (_, tap50, tap99) = Latencies.Merge(read);
        return (count / elapsed, (tap50, tap99), (p50, p99));
    }

    /// <summary>A node without a network: an invoice is its payment hash, over 1,000 sats.</summary>
    private sealed class InstantNode : IStoreLightning, IServerRates, ICurrencies
    {
        private readonly ConcurrentDictionary<string, long> _asked = new();

        public TimeSpan AskedAfter(string hash, long start) => _asked.TryRemove(hash, out var at) ? Stopwatch.GetElapsedTime(start, at) : throw new InvalidOperationException("Never asked");

        public Result<LightningTerms> Read(string bolt11) =>
            new LightningTerms(bolt11, bolt11, 1_000_000, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1), null, null);

        public Task<Refusal?> Obstacle(string storeId, CancellationToken ct) => Task.FromResult<Refusal?>(null);

        public Task<string?> Node(string storeId, CancellationToken ct) => Task.FromResult<string?>("bench");

        public Task<LightningOutcome> Pay(string storeId, LightningTerms terms, long maxFeeMsat, TimeSpan timeout, CancellationToken ct)
        {
            _asked[terms.PaymentHash] = Stopwatch.GetTimestamp();
            return Task.FromResult<LightningOutcome>(new LightningOutcome.Paid(1_000_000, 1000, null));
        }

        public Task<LightningOutcome?> Look(string storeId, string paymentHash, CancellationToken ct) => Task.FromResult<LightningOutcome?>(null);

        public Task<bool> Answers(string storeId, CancellationToken ct) => Task.FromResult(true);

        public Task<decimal?> Rate(string storeId, string from, string to, CancellationToken ct) => Task.FromResult<decimal?>(null);

        public Task<RateQuote?> Quote(string storeId, string from, string to, CancellationToken ct) => Task.FromResult<RateQuote?>(null);

        public Currency? Find(string? code) => null;

        public string Display(decimal amount, string code) => amount.ToString(CultureInfo.InvariantCulture);
    }
}
