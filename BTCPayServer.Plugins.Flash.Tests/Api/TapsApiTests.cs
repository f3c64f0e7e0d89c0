using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Taps over HTTP as wallets, tills and staff see them.</summary>
public sealed class TapsApiTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_wallet_is_paid_by_a_tap()
    {
        using var world = await TappedStore.Open(await fixture.Server, new { asset = "SATS" });
        var (card, chip) = await world.Card("100000");
        var url = chip.Tap();
        var tap = (await Documented.Check(world.Server, await world.Anyone.Get(TappedStore.PathOf(url)))).Object;
        Assert.Equal(("withdrawRequest", 1000L, "100000"), (tap.Text("tag"), (long)tap["minWithdrawable"]!, tap.Text("available")));
        Assert.StartsWith(world.Server.Url + "/flash/t/", tap.Text("callback"), StringComparison.Ordinal);
        Assert.InRange((long)tap["maxWithdrawable"]!, 98_900_000, 99_100_000);
        Assert.Null(tap["pinLimit"]);
        Assert.Equal("payRequest", (await world.Anyone.Get(new Uri(tap.Text("payLink")).AbsolutePath[1..])).Object.Text("tag"));
        Assert.Equal(("ERROR", "replayed"), Lnurl((await Documented.Check(world.Server, await world.Anyone.Get(TappedStore.PathOf(url)))).Object));

        var (bolt11, hash) = await world.Ask(21_000_000);
        Assert.Equal("OK", (await world.Pay(tap, bolt11)).Text("status"));
        var fee = (await world.Payment(hash))!.Money("fee");
        Assert.InRange(fee, 0m, 210m);
        Assert.Equal((79_000m - fee, 0m), await world.Balance(card));
        if (!world.Server.IsReal)
        {
            Assert.True((bool?)(await world.Server.Admin.Get($"dev/wallet/invoices/{hash}")).Object["paid"]);
            // The node's route costs a thousandth.
            Assert.Equal((1, 1, 21_000L), await world.Seen(hash));
        }
        Assert.Equal("OK", (await Documented.Check(world.Server, await world.Anyone.Get(TappedStore.CallbackOf(tap, bolt11)))).Object.Text("status"));
        Assert.Equal(("ERROR", "tap-used"), Lnurl(await world.Pay(tap, (await world.Ask(1_000_000)).Bolt11)));
        Assert.Equal(("ERROR", "invoice-already-used"), Lnurl(await world.Pay(await world.Tap(chip), bolt11)));
        Assert.Equal((79_000m - fee, 0m), await world.Balance(card));
        if (!world.Server.IsReal)
            Assert.Equal((1, 1, 21_000L), await world.Seen(hash));
    }

    [Theory]
    [InlineData("amountless", "invoice-amount-missing")]
    [InlineData("expired", "invoice-expired")]
    [InlineData("other network", "invoice-wrong-network")]
    [InlineData("checksum", "invoice-invalid")]
    [InlineData("signature", "invoice-invalid")]
    [InlineData("1 msat", "amount-too-small")]
    [InlineData("too much", "insufficient-funds")]
    [InlineData("nothing", "invoice-invalid")]
    public async Task Bad_invoices_get_a_clear_error_and_hold_nothing(string what, string code)
    {
        using var world = await TappedStore.Open(await fixture.Server);
        var (card, chip) = await world.Card("10.00");
        var bolt11 = what == "nothing" ? "" : (await world.Ask(what switch
        {
            "amountless" => new OutsideInvoices.Wrong(AmountMsat: null),
            "expired" => new OutsideInvoices.Wrong(Age: TimeSpan.FromSeconds(100), Expiry: TimeSpan.FromSeconds(10)),
            "other network" => new OutsideInvoices.Wrong(OtherNetwork: true),
            "checksum" => new OutsideInvoices.Wrong(Checksum: true),
            "signature" => new OutsideInvoices.Wrong(Signature: true),
            "1 msat" => new OutsideInvoices.Wrong(AmountMsat: 1),
            _ => new OutsideInvoices.Wrong(AmountMsat: 100_000_000)
        })).Bolt11;
        var tap = await world.Tap(chip);
        Assert.Equal(("ERROR", code), Lnurl(await world.Pay(tap, bolt11)));
        Assert.Equal((10m, 0m), await world.Balance(card));
        // The tap is still good.
        Assert.Equal("OK", (await world.Pay(tap, (await world.Ask(1_000_000)).Bolt11)).Text("status"));
    }

    [Fact]
    public async Task A_till_shows_and_is_paid_with_one_tap_and_a_pin()
    {
        using var world = await TappedStore.Open(await fixture.Server);
        var (server, store) = (world.Server, world.Store);
        var (card, chip) = await world.Card("20.00");
        var guard = (await Documented.Check(server, await store.Client.Put(store.Path($"cards/{card}/pin"), new { pin = "4711", limit = "5.00" }))).Object;
        Assert.Equal((true, "5.00", 3), ((bool)guard["pin"]!, guard.Text("pinLimit"), (int)guard["pinAttemptsLeft"]!));
        var url = chip.Tap();
        var tap = (await Documented.Check(server, await world.Anyone.Post("api/v1/flash/tap", new { url }))).Object;
        Assert.Equal((card, "active", "20.00"), (tap.Text("cardId"), tap.Text("state"), tap.Text("available")));
        Assert.Equal(["adjustment"], tap["history"]!.AsArray().Select(e => e!.Text("type")));
        Assert.StartsWith("LNURL1", tap.Text("topUp"), StringComparison.Ordinal);
        var withdraw = tap["withdraw"]!.AsObject();
        Assert.True((long)withdraw["pinLimit"]! > 1000);
        await Documented.Refused(server, 409, "replayed", await world.Anyone.Post("api/v1/flash/tap", new { url }));

        var invoice = (await world.Ask(10_000_000)).Bolt11;
        var tapCode = withdraw.Text("callback").Split('/')[^2];
        Task<Answer> Pay(string? pin) => world.Anyone.Post("api/v1/flash/tap/pay", new { tapCode, k1 = withdraw.Text("k1"), invoice, pin });
        await Documented.Refused(server, 400, "pin-required", await Pay(null));
        await Documented.Refused(server, 400, "pin-wrong", await Pay("1111"));
        var paid = (await Documented.Check(server, await Pay("4711"))).Object;
        Assert.Equal(("paid", card), (paid.Text("status"), paid.Text("cardId")));
        var listed = (await Documented.Check(server, await store.Client.Get(store.Path($"payments?cardId={card}&status=paid")))).Object;
        Assert.Equal(paid.ToJsonString(), listed["items"]!.AsArray().Single()!.ToJsonString());
        Assert.Equal(paid.ToJsonString(), (await Documented.Check(server, await store.Client.Get(store.Path($"payments/{paid.Text("id")}")))).Object.ToJsonString());
        Assert.Equal(20m - paid.Money("amount") - paid.Money("fee"), (await world.Balance(card)).Balance);

        await Documented.Refused(server, 400, "tap-invalid", await world.Anyone.Post("api/v1/flash/tap", new { tapCode, p = "00", c = "11" }));
        await Documented.Refused(server, 400, "tap-invalid", await world.Anyone.Post("api/v1/flash/tap", new { }));
        await Documented.Invalid(server, "url", await world.Anyone.Post("api/v1/flash/tap", new { url = "https://example.com" }));
        await Documented.Refused(server, 400, "tap-unknown", await world.Anyone.Post("api/v1/flash/tap/pay", new { }));
        // A PIN is in no log, and neither is a tap's secret.
        Assert.DoesNotContain("4711", server.Log.Replace(card, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(withdraw.Text("k1"), server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_set_the_rules_and_what_guards_a_card()
    {
        using var world = await TappedStore.Open(await fixture.Server);
        var (server, store) = (world.Server, world.Store);
        var (card, chip) = await world.Card("20.00");
        var settings = store.Path("tap-settings");
        Assert.True((bool?)(await Documented.Check(server, await store.Client.Get(settings))).Object["showBalance"]);
        await Documented.Invalid(server, "feeBasisPoints", await store.Client.Put(settings, new { feeBasisPoints = 1001 }));
        await Documented.Invalid(server, "feeMinimumSats", await store.Client.Put(settings, new { feeMinimumSats = 0 }));
        (await Documented.Check(server, await store.Client.Put(settings, new { showBalance = false }))).Expect();
        var hidden = (await world.Anyone.Post("api/v1/flash/tap", new { url = chip.Tap() })).Object;
        Assert.Equal((null, null, null), ((string?)hidden["balance"], (string?)hidden["available"], hidden["history"]));
        Assert.Null((await world.Tap(chip))["balance"]);
        // Nor is it to whoever looks the card up at a till; whoever may see cards sees it.
        var seen = (await Documented.Check(server, await store.Client.Get(store.Path($"cards/lookup?id={card}")))).Object;
        Assert.Equal(("active", null, null), (seen.Text("state"), (string?)seen["balance"], (string?)seen["available"]));
        Assert.Equal("20.00", (await store.Card(card)).Text("balance"));

        var path = store.Path($"cards/{card}");
        await Documented.Invalid(server, "pin", await store.Client.Put(path + "/pin", new { pin = "12" }));
        await Documented.Invalid(server, "limit", await store.Client.Put(path + "/pin", new { pin = "1234", limit = "1.234" }));
        await Documented.Invalid(server, "minutes", await store.Client.Put(path + "/sleep", new { minutes = 0 }));
        await Documented.Refused(server, 409, "sleep-mode-off", await store.Client.Post(path + "/wake"));
        await Documented.Refused(server, 409, "pin-not-set", await store.Client.Post(path + "/pin/unlock"));
        Assert.Equal(5, (int?)(await Documented.Check(server, await store.Client.Put(path + "/sleep", new { minutes = 5 }))).Object["wakeMinutes"]);
        Assert.Equal(("ERROR", "card-asleep"), Lnurl(await world.Tap(chip)));
        Assert.NotNull((await Documented.Check(server, await store.Client.Post(path + "/wake"))).Object["awakeUntil"]);
        var tap = await world.Tap(chip);
        (await store.Client.Put(path + "/pin", new { pin = "1234" })).Expect();
        for (var i = 0; i < 3; i++)
            await world.Pay(tap, (await world.Ask(1_000_000)).Bolt11, "9999");
        Assert.Equal(("ERROR", "card-locked"), Lnurl(await world.Tap(chip)));
        Assert.True((bool?)(await Documented.Check(server, await store.Client.Get(path + "/guard"))).Object["locked"]);
        Assert.False((bool?)(await Documented.Check(server, await store.Client.Post(path + "/pin/unlock"))).Object["locked"]);
        Assert.False((bool?)(await Documented.Check(server, await store.Client.Delete(path + "/pin"))).Object["pin"]);
        Assert.Equal("OK", (await world.Pay(tap, (await world.Ask(1_000_000)).Bolt11)).Text("status"));

        await Documented.Refused(server, 404, "card-not-found", await store.Client.Put(store.Path($"cards/{Guid.NewGuid()}/pin"), new { pin = "1234" }));
        var verdict = store.Path($"payments/{Guid.NewGuid()}/resolve");
        await Documented.Refused(server, 404, "payment-not-found", await store.Client.Post(verdict, new { status = "failed", reason = "seen" }));
        await Documented.Invalid(server, "status", await store.Client.Post(verdict, new { status = "open", reason = "seen" }));
        await Documented.Invalid(server, "reason", await store.Client.Post(verdict, new { status = "failed" }));
        var done = (await store.Client.Get(store.Path($"payments?cardId={card}&status=paid"))).Object["items"]![0]!.Text("id");
        (await Documented.Check(server, await store.Client.Post(store.Path($"payments/{done}/resolve"), new { status = "paid", reason = "seen" }))).Expect();
        await Documented.Refused(server, 409, "payment-over", await store.Client.Post(store.Path($"payments/{done}/resolve"), new { status = "failed", reason = "seen" }));
        await Documented.Refused(server, 404, "payment-not-found", await store.Client.Get(store.Path($"payments/{Guid.NewGuid()}")));
        await Documented.Invalid(server, "status", await store.Client.Get(store.Path("payments?status=lost")));
        var viewer = await server.WithKey(store, FlashPolicies.View);
        await Documented.Refused(server, 403, "missing-permission", await viewer.Client.Put(path + "/pin", new { pin = "1234" }));
        await Documented.Refused(server, 403, "missing-permission", await viewer.Client.Put(settings, new { }));
        await Documented.Refused(server, 403, "missing-permission", await viewer.Client.Post(store.Path($"payments/{done}/resolve"), new { status = "paid", reason = "seen" }));
        (await Documented.Check(server, await viewer.Client.Get(path + "/guard"))).Expect();
    }

    [Fact]
    public async Task A_lost_card_tells_whoever_found_it_nothing()
    {
        using var world = await TappedStore.Open(await fixture.Server, new { asset = "USD", chargeLimit = "50", dayLimit = "100" });
        var (server, store) = (world.Server, world.Store);
        var (card, chip) = await world.Card("20.00");
        string[] told = ["balance", "available", "chargeLimit", "dayLeft", "history", "topUp"];
        string[] lookedUp = ["balance", "available", "pinLimit"];
        (await store.Client.Put(store.Path($"cards/{card}/pin"), new { pin = "1234", limit = "7" })).Expect();
        async Task<System.Text.Json.Nodes.JsonObject> Lookup() => (await Documented.Check(server, await store.Client.Get(store.Path($"cards/lookup?id={card}")))).Object;
        async Task<System.Text.Json.Nodes.JsonObject> Tap() => (await Documented.Check(server, await world.Anyone.Post("api/v1/flash/tap", new { url = chip.Tap() }))).Object;
        // Frozen alone is no reason to hide anything from who has it in hand.
        (await store.Client.Post(store.Path($"cards/{card}/freeze"))).Expect();
        var (frozen, lookup) = (await Tap(), await Lookup());
        Assert.All(told, name => Assert.NotNull(frozen[name]));
        Assert.All(lookedUp, name => Assert.NotNull(lookup[name]));

        (await store.Client.Post(store.Path($"cards/{card}/lost"))).Expect();
        var lost = await Tap();
        Assert.Equal(("frozen", "card-frozen", null), (lost.Text("state"), lost.Text("obstacle"), lost["withdraw"]));
        Assert.All(told, name => Assert.True(lost.ContainsKey(name) && lost[name] is null, name));
        Assert.DoesNotContain("20.00", lost.ToJsonString(), StringComparison.Ordinal);
        // Nor does it to a cashier to whom it is shown.
        lookup = await Lookup();
        Assert.Equal("frozen", lookup.Text("state"));
        Assert.All(lookedUp, name => Assert.True(lookup.ContainsKey(name) && lookup[name] is null, name));
        var wallet = await world.Tap(chip);
        Assert.Equal(("ERROR", "card-frozen"), Lnurl(wallet));
        Assert.Equal(["code", "reason", "status"], wallet.Select(p => p.Key).Order());
        // Its store still sees it, and so does everybody when it is found.
        Assert.Equal("20.00", (await store.Card(card)).Text("balance"));
        (await store.Client.Post(store.Path($"cards/{card}/unfreeze"))).Expect();
        var found = await Tap();
        Assert.Equal(("active", null, "20.00", "50.00", "100.00"), (found.Text("state"), (string?)found["obstacle"], found.Text("balance"), found.Text("chargeLimit"), found.Text("dayLeft")));
        Assert.All(told, name => Assert.NotNull(found[name]));
        lookup = await Lookup();
        Assert.Equal(("20.00", "20.00", "7.00"), (lookup.Text("balance"), lookup.Text("available"), lookup.Text("pinLimit")));
    }

    private static (string?, string?) Lnurl(System.Text.Json.Nodes.JsonObject answer) => ((string?)answer["status"], (string?)answer["code"]);
}
