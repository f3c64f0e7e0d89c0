using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>Charges over HTTP from many cards with keep-alive connections: with a till's token, and with an API key.</summary>
internal static class ApiBenchmark
{
    public static async Task<int> Run(BenchmarkOptions options)
    {
        var url = Required("FLASH_SERVER_URL").TrimEnd('/');
        var database = Environment.GetEnvironmentVariable("FLASH_BENCH_SERVER_POSTGRES");
        var cards = options.Number("--cards", database is null ? 1_000 : 100_000);
        var connections = options.Number("--connections", 64);
        var seconds = options.Number("--seconds", 15);
        using var admin = await Greenfield.WithNewKey(url, Required("FLASH_SERVER_EMAIL"), Required("FLASH_SERVER_PASSWORD"), "bench", ["unrestricted"]);
        var storeId = await admin.CreateStore("Bench");
        var key = await admin.CreateApiKey("bench", [$"btcpay.store.canmodifystoresettings:{storeId}"]);
        using var owner = FlashClient.WithApiKey(url, key);
        var store = new StoreClient(owner, storeId);
        await store.SetProgramme(new { asset = "USD" });
        var ids = await Issue(store, cards);
        await (database is null ? FundOverHttp(store, ids, connections) : FundInDatabase(database, storeId, ids));
        BenchmarkOptions.Say($"{cards} cards issued, activated and funded");

        var charger = await admin.CreateApiKey("bench-charge", [$"btcpay.plugin.store.flash.charge:{storeId}"]);
        var code = (await owner.Post(store.Path("tills"), new { name = "Bench" })).Object;
        using var anonymous = FlashClient.Anonymous(url);
        var till = (await anonymous.Post("api/v1/flash/till/pair", new { code = code.Text("pairingCode") })).Object.Text("token");
        foreach (var (name, path, header) in new[]
        {
            ("till token", "api/v1/flash/till/charges", new AuthenticationHeaderValue("Till", till)),
            ("API key", store.Path("charges"), new AuthenticationHeaderValue("token", charger))
        })
        {
            await Charge($"{url}/{path}", header, ids, connections, 3);
            var (rate, p50, p99) = await Charge($"{url}/{path}", header, ids, connections, seconds);
            BenchmarkOptions.Say($"charges with a {name}, {connections} connections: {rate:F0}/s, p50 {p50:F1} ms, p99 {p99:F1} ms");
        }
        if (Environment.GetEnvironmentVariable("FLASH_SERVER_PID") is { Length: > 0 } pid)
            BenchmarkOptions.Say($"peak memory of the server: {PeakMemory(pid)} MB");
        var proof = await store.Proof();
        var proven = (bool?)proof["proven"] == true;
        BenchmarkOptions.Say($"ledger of {proof["transfers"] ?? proof["seq"]} transfers: {(proven ? "proven" : "NOT PROVEN " + proof)}");
        return proven ? 0 : 1;
    }

    private static async Task<Guid[]> Issue(StoreClient store, int count)
    {
        var ids = new List<Guid>(count);
        while (ids.Count < count)
        {
            var csv = (await store.Client.Post(store.Path("cards/batch"), new { count = Math.Min(10_000, count - ids.Count), kind = "virtual" })).Text;
            ids.AddRange(csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => Guid.Parse(line.Split(',')[0].Trim('"'))));
        }
        return [.. ids];
    }

    /// <summary>What the API would do one by one, at once: only the charges are measured.</summary>
    private static async Task FundInDatabase(string connectionString, string storeId, Guid[] ids)
    {
        await using var database = new FlashDatabase(connectionString);
        await using (var connection = await database.Open(default))
        {
            await connection.ExecuteAsync("update flash.accounts set flags = flags & ~8 where store_id = @storeId and id = any(@ids)", new { storeId, ids });
            await connection.ExecuteAsync("update flash.cards set state = 1, activated_at = now() where store_id = @storeId and id = any(@ids)", new { storeId, ids });
        }
        var ledger = new LedgerService(database, new LedgerWriter(database, TimeProvider.System), TimeProvider.System);
        var adjustments = await ledger.StoreAccount(storeId, new Asset("USD", 2), AccountCodes.Adjustments, default);
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (id, ct) =>
            await ledger.Write(storeId, new TransferRequest($"bench:{id:N}", Transfer.Post("adjustment", adjustments, id, new Asset("USD", 2), 1_000_000) with { Details = """{"reason":"bench"}""" }), ct));
        await using var last = await database.Open(default);
        await last.ExecuteAsync("vacuum analyze");
    }

    private static Task FundOverHttp(StoreClient store, Guid[] ids, int connections) =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = connections }, async (id, ct) =>
        {
            await store.Activate(id.ToString(), null, ct);
            (await store.Client.Post(store.Path($"cards/{id}/adjustments"), new { amount = "10000.00", reason = "bench" }, id.ToString("N"), ct)).Expect();
        });

    private static async Task<(double Rate, double P50, double P99)> Charge(string url, AuthenticationHeaderValue authorization, Guid[] cards, int connections, int seconds)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections, PooledConnectionLifetime = Timeout.InfiniteTimeSpan, UseProxy = false, UseCookies = false });
        http.DefaultRequestHeaders.Authorization = authorization;
        var latencies = Enumerable.Range(0, connections).Select(_ => new Latencies()).ToArray();
        var clock = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(seconds);
        await Task.WhenAll(latencies.Select((latency, caller) => Task.Run(async () =>
        {
            var random = new Random(caller);
            while (clock.Elapsed < end)
            {
                var body = $$"""{"card":{"id":"{{cards[random.Next(cards.Length)]}}"},"amount":"0.0{{1 + random.Next(5)}}","capture":true}""";
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                request.Headers.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
                var start = Stopwatch.GetTimestamp();
                using var response = await http.SendAsync(request);
                if (response.StatusCode != HttpStatusCode.OK)
                    throw new InvalidOperationException($"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
                await response.Content.ReadAsByteArrayAsync();
                latency.Add(Stopwatch.GetElapsedTime(start));
            }
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        var (count, p50, p99) = Latencies.Merge(latencies);
        return (count / elapsed, p50, p99);
    }

    private static long PeakMemory(string pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is not set");
}
