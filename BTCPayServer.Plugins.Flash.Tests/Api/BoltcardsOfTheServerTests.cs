using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Bolt Cards of a real server: they hang on pull payments, live beside ours, and can become ours.</summary>
public sealed class BoltcardsOfTheServerTests(ServerFixture fixture)
{
    [Fact]
    public async Task One_that_was_spent_from_is_taken_over_once_and_its_chip_is_dead()
    {
        using var world = await Open();
        var (pullPayment, chip) = await BoltCard(world, "50000");
        // It pays by the server's own route, as in the field.
        var (bolt11, _) = await world.Ask(8_000_000);
        Assert.Equal("OK", (string?)(await Spend(world, chip, bolt11))["status"]);

        var card = (await world.Card("1000")).Card;
        var path = world.Store.Path($"cards/{card}/boltcard/adopt");
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Store.Client.Post(path, new { pullPaymentId = pullPayment })));
        Assert.All(all, a => Assert.Equal("42000", a.Object.Text("amount")));
        Assert.Equal((43_000m, 0m), await world.Balance(card));
        var archived = (await world.Store.Client.Get($"api/v1/pull-payments/{pullPayment}")).Object;
        Assert.True((bool)archived["archived"]!);
        var other = (await world.Card("1")).Card;
        await Documented.Refused(world.Server, 409, "pull-payment-adopted", await world.Store.Client.Post(world.Store.Path($"cards/{other}/boltcard/adopt"), new { pullPaymentId = pullPayment }));

        // The old chip's address pays nothing any more.
        var dead = await world.Anyone.Get(TappedStore.PathOf(chip.Tap()));
        Assert.NotEqual("withdrawRequest", (string?)dead.Json?["tag"]);
        var late = await world.Anyone.Get($"{TappedStore.PathOf(chip.Tap())}&pr={(await world.Ask(1_000_000)).Bolt11}");
        Assert.NotEqual("OK", (string?)late.Json?["status"]);
        Assert.Equal((43_000m, 0m), await world.Balance(card));
        Assert.True((bool)(await world.Store.Proof())["proven"]!);
    }

    [Fact]
    public async Task Spending_and_taking_over_at_the_same_time_never_makes_more_than_there_was()
    {
        using var world = await Open();
        for (var round = 0; round < 4; round++)
        {
            var (pullPayment, chip) = await BoltCard(world, "50000");
            var card = (await world.Card("1000")).Card;
            var (bolt11, _) = await world.Ask(8_000_000);
            var tap = (await world.Anyone.Get(TappedStore.PathOf(chip.Tap()))).Object;
            var spend = world.Anyone.Get(Callback(tap, bolt11));
            await Task.Delay(round * 40);
            var adopt = await Adopt();
            var spent = (string?)(await spend).Json?["status"] == "OK";
            for (var tries = 0; adopt.Refusal == "pull-payment-busy" && tries < 50; tries++)
            {
                await Task.Delay(200);
                adopt = await Adopt();
            }
            // What the server paid is not on our card. A claim that it gave up in the last moment counts as spent: nobody can be sure.
            Assert.Contains(adopt.Object.Text("amount"), spent ? ["42000"] : new[] { "42000", "50000" });
            Assert.Equal((1_000m + adopt.Object.Money("amount"), 0m), await world.Balance(card));

            Task<Answer> Adopt() => world.Store.Client.Post(world.Store.Path($"cards/{card}/boltcard/adopt"), new { pullPaymentId = pullPayment });
        }
    }

    [Fact]
    public async Task Ours_and_the_servers_do_not_mistake_each_other()
    {
        using var world = await Open();
        var (_, theirs) = await BoltCard(world, "50000");
        var (card, ours) = await world.Card("1000");
        var (their, our) = (TappedStore.PathOf(theirs.Tap()), TappedStore.PathOf(ours.Tap()));
        Assert.StartsWith("boltcard?", their, StringComparison.Ordinal);
        Assert.StartsWith("flash/t/", our, StringComparison.Ordinal);
        // Each other's messages at each other's address.
        var query = our[our.IndexOf('?', StringComparison.Ordinal)..];
        Assert.Equal("ERROR", (string?)(await world.Anyone.Get("boltcard" + query)).Json?["status"]);
        var theirQuery = their[their.IndexOf('?', StringComparison.Ordinal)..];
        Assert.Equal("tap-invalid", (await world.Anyone.Get(our.Split('?')[0] + theirQuery)).Refusal);
        // Both still good.
        Assert.Equal("withdrawRequest", (await world.Anyone.Get(their)).Object.Text("tag"));
        Assert.Equal("withdrawRequest", (await world.Anyone.Get(our)).Object.Text("tag"));
        _ = card;
    }

    private async Task<TappedStore> Open()
    {
        var server = await fixture.Server;
        Assert.SkipUnless(server.IsReal, "the development server has no Bolt Cards of its own");
        var world = await TappedStore.Open(server, new { asset = "SATS" });
        // Without it the server pays no Bolt Card.
        (await server.Admin.Put($"api/v1/stores/{world.Store.StoreId}/payout-processors/LightningAutomatedPayoutSenderFactory/BTC-LN",
            new { intervalSeconds = 600, processNewPayoutsInstantly = true })).Expect();
        return world;
    }

    /// <summary>A pull payment in satoshis with a chip that hangs on it, as the server's own page would make it.</summary>
    private static async Task<(string PullPayment, SoftwareChip Chip)> BoltCard(TappedStore world, string sats)
    {
        var made = (await world.Store.Client.Post($"api/v1/stores/{world.Store.StoreId}/pull-payments",
            new { name = "Bolt Card", currency = "SATS", amount = sats, autoApproveClaims = true, payoutMethods = new[] { "BTC-LN" } })).Object.Text("id");
        var chip = SoftwareChip.Blank();
        var keys = (await world.Anyone.Post($"api/v1/pull-payments/{made}/boltcards", new { UID = chip.Uid })).Object;
        chip.Program(keys.Text("LNURLW"), keys.Text("K1"), keys.Text("K2"));
        return (made, chip);
    }

    private static async Task<JsonObject> Spend(TappedStore world, SoftwareChip chip, string bolt11)
    {
        var tap = (await world.Anyone.Get(TappedStore.PathOf(chip.Tap()))).Object;
        Assert.True((string?)tap["tag"] == "withdrawRequest", tap.ToJsonString());
        var answer = await world.Anyone.Get(Callback(tap, bolt11));
        return answer.Object;
    }

    private static string Callback(JsonObject tap, string bolt11)
    {
        var callback = new Uri(tap.Text("callback")).PathAndQuery[1..];
        return $"{callback}{(callback.Contains('?', StringComparison.Ordinal) ? '&' : '?')}k1={Uri.EscapeDataString(tap.Text("k1"))}&pr={bolt11}";
    }
}
