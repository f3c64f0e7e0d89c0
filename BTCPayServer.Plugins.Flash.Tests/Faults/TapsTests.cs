using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Flash.Client;
using static BTCPayServer.Plugins.Flash.Tests.Support.Waiting;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>Whatever the node does, and wherever the server is killed: a tap pays once or not at all, and the card pays for what was paid.</summary>
public sealed class TapsTests(PostgresFixture postgres)
{
    // What the node does; whether the payee has it in the end, and whether that takes a restart to come out.
    public static TheoryData<string, bool, bool> Matrix => new()
    {
        { "ok", true, false },
        { "fail", false, false },
        { "error", false, false },
        { "pays-but-errors", true, false },
        { "pays-but-throws", true, false },
        { "fee-higher", true, false },
        { "answer-after-restart", true, true },
        { "fail-after-restart", false, true },
        { "pays-but-silent", true, true },
        { "error-unrecorded", false, true },
        { "throw", false, true },
        { "unknown", true, true },
    };

    [Fact]
    public async Task Whatever_the_node_does_the_card_pays_for_what_was_paid()
    {
        await using var server = await FlashServer.Start(postgres);
        using var world = await TappedStore.Open(server, new { asset = "SATS" });
        List<(string Trouble, bool Paid, bool Late, string Card, string Hash, Task Call)> all = [];
        foreach (var row in Matrix)
        {
            var (trouble, paid, late) = row.Data;
            var (card, chip) = await world.Card("100000");
            var (bolt11, hash) = await world.Ask(10_000_000);
            await world.Trouble(trouble, hash);
            var tap = await world.Tap(chip);
            all.Add((trouble, paid, late, card, hash, Quietly(world.Pay(tap, bolt11))));
        }
        // Those that never answer are given up by the node's client in the end; the server is killed before.
        await Task.WhenAll(all.Where(a => !a.Late).Select(a => a.Call));
        foreach (var a in all)
            await Eventually(async () => await world.Balance(a.Card) == (a.Late ? (100_000m, 10_100m) : (Expected(a), 0m)), async () => $"{a.Trouble}: {await world.Balance(a.Card)}");
        // Held is not yet asked: the node must have it too.
        foreach (var a in all.Where(a => a.Late))
            await Eventually(async () => await At(a.Hash) is var (attempts, status) && attempts == 1 && (status != "none" || a.Trouble is "throw" or "error-unrecorded"), () => Task.FromResult(a.Trouble));
        await server.Kill();
        await Task.WhenAll(all.Select(a => a.Call));
        await Age(server);
        await server.Restart();
        (await server.Admin.Post($"dev/lightning/payments/{all.Single(a => a.Trouble == "unknown").Hash}/resolve", new { @as = "paid" })).Expect();
        foreach (var a in all)
        {
            await Eventually(async () => await world.Balance(a.Card) == (Expected(a), 0m), async () => $"{a.Trouble}: {await world.Balance(a.Card)}");
            var seen = await world.Seen(a.Hash);
            Assert.Equal((1, a.Paid ? 1 : 0), (seen.Attempts, seen.Paid));
            Assert.Equal(a.Paid ? "paid" : "failed", (await world.Payment(a.Hash))!.Text("status"));
        }
        async Task<(int Attempts, string Status)> At(string hash) =>
            (await server.Admin.Get($"dev/lightning/payments/{hash}")).Object is var at ? ((int)at["attempts"]!, at.Text("status")) : default;

        // 10 satoshis of fee; where the node ignored the cap of 100, 100 of the 102.
        decimal Expected((string Trouble, bool Paid, bool, string, string, Task) a) => !a.Paid ? 100_000 : a.Trouble == "fee-higher" ? 89_900 : 89_990;
    }

    // Where the server is killed: the statement before which it stops.
    [Theory]
    [InlineData("hold", "before insert on flash.outgoing_payments", false)]
    [InlineData("claim", "before insert on flash.asked_nodes", false)]
    [InlineData("attempt", "before update of attempted_at on flash.outgoing_payments", false)]
    [InlineData("end", "before update of status on flash.outgoing_payments", true)]
    [InlineData("ledger of the hold", "before insert on flash.holds", false)]
    [InlineData("ledger of the end", "before delete on flash.holds", true)]
    public async Task Killed_before_any_statement_nothing_is_lost_or_paid_twice(string step, string when, bool paid)
    {
        await using var server = await FlashServer.Start(postgres);
        using var world = await TappedStore.Open(server, new { asset = "SATS" });
        var (card, chip) = await world.Card("100000");
        var (bolt11, hash) = await world.Ask(10_000_000);
        var tap = await world.Tap(chip);
        await using (var stalled = await StalledStatement.At(server, when))
        {
            var call = Quietly(world.Pay(tap, bolt11));
            await stalled.Reached(step);
            await server.Kill();
            await call;
        }
        await using (var connection = await server.Database.Open())
            Assert.Equal(paid ? 1 : 0, (await Seen(connection, hash)).Paid);
        await Age(server);
        await server.Restart();

        var held = step.Contains("hold", StringComparison.Ordinal) ? "none" : paid ? "paid" : "failed";
        await Eventually(async () => (await world.Payment(hash))?.Text("status") is var status && (status ?? "none") == held,
            async () => $"{step}: {await world.Payment(hash)}");
        Assert.Equal((paid ? 89_990m : 100_000m, 0m), await world.Balance(card));
        Assert.Equal(paid ? (1, 1) : (0, 0), await world.Seen(hash) is var seen ? (seen.Attempts, seen.Paid) : default);

        // Whoever asks again, with the same tap or a new one, gets the truth.
        var again = await world.Pay(tap, bolt11);
        Assert.Equal(held switch { "none" => "OK", "paid" => "OK", _ => "payment-failed" }, (string?)again["code"] ?? again.Text("status"));
        var end = await world.Seen(hash);
        Assert.Equal(held == "failed" ? (0, 0) : (1, 1), (end.Attempts, end.Paid));
        Assert.Equal((held == "failed" ? 100_000m : 89_990m, 0m), await world.Balance(card));
    }

    [Fact]
    public async Task Killed_at_any_moment_of_many_payments_nothing_is_lost_or_paid_twice()
    {
        await using var server = await FlashServer.Start(postgres);
        using var world = await TappedStore.Open(server, new { asset = "SATS" });
        List<(string Card, string Hash)> all = [];
        for (var round = 0; round < 4; round++)
        {
            List<Task> calls = [];
            for (var i = 0; i < 6; i++)
            {
                var (card, chip) = await world.Card("100000");
                var (bolt11, hash) = await world.Ask(10_000_000);
                if (i % 2 == 0)
                    await world.Trouble("ok", hash, delayMs: 40 * i);
                var tap = await world.Tap(chip);
                calls.Add(Quietly(world.Pay(tap, bolt11)));
                all.Add((card, hash));
            }
            await Ended(round + 1, calls);
            await server.Kill();
            await Task.WhenAll(calls);
            await Age(server);
            await server.Restart();
        }
        var paid = 0;
        foreach (var (card, hash) in all)
        {
            await Eventually(async () => (await world.Payment(hash))?.Text("status") is not "open", async () => $"{await world.Payment(hash)}");
            var seen = await world.Seen(hash);
            Assert.InRange(seen.Paid, 0, 1);
            Assert.InRange(seen.Attempts, 0, 1);
            Assert.Equal((seen.Paid == 1 ? 89_990m : 100_000m, 0m), await world.Balance(card));
            paid += seen.Paid;
        }
        Assert.InRange(paid, 1, all.Count);
    }

    /// <summary>Makes open payments old: the node's word on what it does not have, or has failed, counts only once no call can be on its way any more.</summary>
    internal static async Task Age(FlashServer server)
    {
        await using var connection = await server.Database.Open();
        await connection.ExecuteAsync("""
            update flash.outgoing_payments set created_at = created_at - interval '3 hours', attempted_at = attempted_at - interval '3 hours', expires_at = expires_at - interval '3 hours',
                   next_check = now()
             where status = 0
            """);
    }

    private static async Task<(int Attempts, int Paid)> Seen(Npgsql.NpgsqlConnection connection, string hash) =>
        await connection.QuerySingleOrDefaultAsync<(int, int)>("select attempts, paid from devserver.ln_payments where payment_hash = @hash", new { hash });

    private static Task Quietly(Task call) => call.ContinueWith(_ => { }, TaskScheduler.Default);
}
