using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using static BTCPayServer.Plugins.Flash.Tests.Support.Waiting;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>A node that does not answer in time: the wallet is answered all the same, the money stays held, and what became of it is found out later.</summary>
public sealed class SilentNodeTests(PostgresFixture postgres)
{
    // A node that keeps to the timeout that it is given, and one that heeds nothing.
    public static TheoryData<string, string> Matrix => new() { { "never-answer", "paid" }, { "never-answer", "failed" }, { "deaf", "paid" }, { "deaf", "failed" } };

    [Fact]
    public async Task The_wallet_is_answered_the_hold_stays_and_the_nodes_word_settles_it()
    {
        await using var server = await FlashServer.Start(postgres, new Dictionary<string, string?> { ["FLASH_SEND_TIMEOUT"] = "1" });
        using var world = await TappedStore.Open(server, new { asset = "SATS" });
        List<(string Trouble, string End, string Card, string Hash, JsonObject Tap, string Bolt11)> all = [];
        foreach (var row in Matrix)
        {
            var (card, chip) = await world.Card("100000");
            var (bolt11, hash) = await world.Ask(10_000_000);
            await world.Trouble(row.Data.Item1, hash);
            all.Add((row.Data.Item1, row.Data.Item2, card, hash, await world.Tap(chip), bolt11));
        }
        // Both kinds of callers: a wallet by LNURL, a till by JSON.
        var answers = await Task.WhenAll(all.Select((a, i) => i % 2 == 0 ? world.Pay(a.Tap, a.Bolt11) : Till(a.Tap, a.Bolt11)));
        Assert.All(answers, a => Assert.True(a.Text("status") is "OK" or "open", a.ToJsonString()));
        foreach (var a in all)
        {
            Assert.Equal((100_000m, 10_100m), await world.Balance(a.Card));
            Assert.Equal("open", (await world.Payment(a.Hash))!.Text("status"));
            // The same again is no second payment, and no other invoice gets through with this tap.
            Assert.Equal("OK", (await world.Pay(a.Tap, a.Bolt11)).Text("status"));
            Assert.Equal("tap-used", (await world.Pay(a.Tap, (await world.Ask(1_000_000)).Bolt11)).Text("code"));
            (await server.Admin.Post($"dev/lightning/payments/{a.Hash}/resolve", new { @as = a.End })).Expect();
        }
        await TapsTests.Age(server);
        foreach (var a in all)
        {
            await Eventually(async () => (await world.Payment(a.Hash))!.Text("status") == a.End, async () => $"{a.Trouble} {a.End}: {await world.Payment(a.Hash)}");
            Assert.Equal((a.End == "paid" ? 89_990m : 100_000m, 0m), await world.Balance(a.Card));
            var seen = await world.Seen(a.Hash);
            Assert.Equal((1, a.End == "paid" ? 1 : 0), (seen.Attempts, seen.Paid));
        }

        async Task<JsonObject> Till(JsonObject tap, string invoice) =>
            (await world.Anyone.Post("api/v1/flash/tap/pay", new { tapCode = tap.Text("callback").Split('/')[^2], k1 = tap.Text("k1"), invoice })).Object;
    }
}
