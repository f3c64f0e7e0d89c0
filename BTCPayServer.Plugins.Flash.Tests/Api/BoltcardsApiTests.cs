using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Chips over HTTP: programmed by an app, proven by a tap, wiped; and what nobody is told.</summary>
public sealed class BoltcardsApiTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_chip_is_programmed_verified_and_wiped()
    {
        var (server, store, card) = await Card();
        using var app = FlashClient.Anonymous(server.Url);
        var chip = SoftwareChip.Blank();
        var path = store.Path($"cards/{card}/boltcard");
        var none = (await Documented.Check(server, await store.Client.Get(path))).Object;
        Assert.Equal(("none", 0), (none.Text("state"), none["journal"]!.AsArray().Count));

        var link = (await Documented.Check(server, await store.Client.Post(path + "/program"))).Object;
        Assert.Equal(("set", $"boltcard://program?url={Uri.EscapeDataString(link.Text("url"))}"), (link.Text("action"), link.Text("qr")));
        Assert.StartsWith(server.Url + "/flash/program/", link.Text("url"), StringComparison.Ordinal);
        await Documented.Refused(server, 409, "programming-link-mismatch", await app.Get(Path(link)));
        var keys = (await Documented.Check(server, await app.Post(Path(link), new { UID = chip.Uid.ToUpperInvariant() }))).Object;
        Assert.Equal(none.Text("tapUrl"), keys.Text("LNURLW"));
        chip.Program(keys.Text("LNURLW"), keys.Text("K1"), keys.Text("K2"));
        await Documented.Refused(server, 404, "programming-link-invalid", await app.Post(Path(link), new { UID = chip.Uid }));
        Assert.Equal("pending", (await store.Client.Get(path)).Object.Text("state"));

        var tap = chip.Tap();
        var seen = (await Documented.Check(server, await store.Client.Post(path + "/verify", new { url = tap }))).Object;
        Assert.Equal(("active", 0, 1), (seen.Text("state"), (int)seen["version"]!, (int)seen["counter"]!));
        Assert.Equal(["set confirmed", "set requested"], seen["journal"]!.AsArray().Select(e => $"{e!.Text("action")} {e!.Text("stage")}"));
        await Documented.Refused(server, 409, "replayed", await store.Client.Post(path + "/verify", new { url = tap }));
        await Documented.Refused(server, 400, "tap-invalid", await store.Client.Post(path + "/verify", new { url = tap[..^2] + "00" }));
        await Documented.Invalid(server, "url", await store.Client.Post(path + "/verify", new { url = "https://example.com" }));
        await Documented.Refused(server, 409, "chip-not-resetting", await store.Client.Post(path + "/wiped"));

        var wipe = (await Documented.Check(server, await store.Client.Post(path + "/wipe", new { }))).Object;
        Assert.StartsWith("boltcard://reset?url=", wipe.Text("link"), StringComparison.Ordinal);
        var opened = (await Documented.Check(server, await app.Post(Path(wipe), new { LNURLW = chip.Tap() }))).Object;
        Assert.Equal(keys.ToJsonString(), opened.ToJsonString());
        await Documented.Refused(server, 409, "chip-inactive", await store.Client.Post(path + "/verify", new { url = chip.Tap() }));
        Assert.Equal("reset", (await Documented.Check(server, await store.Client.Post(path + "/wiped"))).Object.Text("state"));

        var known = (await Documented.Check(server, await store.Client.Post(path + "/program", new { uid = chip.Uid }))).Object;
        Assert.Equal(known.Text("url"), known.Text("qr"));
        var form = (await Documented.Check(server, await app.Get(Path(known)))).Object;
        Assert.Equal(("create_bolt_card_response", 2), (form.Text("protocol_name"), (int)form["protocol_version"]!));
        chip.Program(form.Text("lnurlw_base"), form.Text("k1"), form.Text("k2"));
        var again = (await store.Client.Post(path + "/verify", new { url = chip.Tap() })).Object;
        Assert.Equal((1, 1), ((int)again["version"]!, (int)again["issuedVersion"]!));

        var blank = (await store.Client.Post(path + "/wipe", new { uid = chip.Uid, version = 1 })).Object;
        var wiping = (await Documented.Check(server, await app.Get(Path(blank)))).Object;
        Assert.Equal(("wipe", chip.Uid, form.Text("k2")), (wiping.Text("action"), wiping.Text("uid"), wiping.Text("k2")));

        // Neither keys nor secrets are told to whoever only knows ids, nor to the log.
        var told = again.ToJsonString() + server.Log;
        foreach (var secret in (string[])[keys.Text("K0"), keys.Text("K1"), keys.Text("K2"), form.Text("k0"), form.Text("k2"), chip.Uid])
            Assert.DoesNotContain(secret, told, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Apps_are_told_in_the_words_that_they_show()
    {
        var (server, _, _) = await Card();
        using var app = FlashClient.Anonymous(server.Url);
        var answer = await app.Post("flash/program/nothing", new { UID = "04a39493cc8680" });
        await Documented.Refused(server, 404, "programming-link-invalid", answer);
        Assert.Equal("ERROR", answer.Json!.Text("status"));
        Assert.Equal(answer.Json!.Text("message"), answer.Json!.Text("reason"));
    }

    [Fact]
    public async Task Chips_take_the_permission_to_manage_cards_of_that_store()
    {
        var (server, store, card) = await Card();
        var (_, other, elsewhere) = await Card();
        using var anonymous = FlashClient.Anonymous(server.Url);
        using var viewer = FlashClient.WithApiKey(server.Url, await server.Admin.CreateApiKey("view", [$"btcpay.plugin.store.flash.view:{store.StoreId}", $"btcpay.plugin.store.flash.charge:{store.StoreId}"]));
        using var manager = FlashClient.WithApiKey(server.Url, await server.Admin.CreateApiKey("cards", [$"btcpay.plugin.store.flash.cards:{store.StoreId}"]));
        var path = store.Path($"cards/{card}/boltcard");
        foreach (var action in (string[])["/program", "/wipe", "/wiped"])
        {
            await Documented.Refused(server, 401, "unauthenticated", await anonymous.Post(path + action));
            await Documented.Refused(server, 403, "missing-permission", await viewer.Post(path + action));
            Assert.Equal(403, (await manager.Post(other.Path($"cards/{elsewhere}/boltcard{action}"))).Code);
            await Documented.Refused(server, 404, "card-not-found", await manager.Post(store.Path($"cards/{elsewhere}/boltcard{action}")));
        }
        await Documented.Refused(server, 403, "missing-permission", await viewer.Get(path));
        await Documented.Refused(server, 404, "card-not-found", await manager.Get(store.Path($"cards/{elsewhere}/boltcard")));
        await Documented.Refused(server, 404, "chip-not-found", await manager.Post(path + "/wipe"));
        await Documented.Invalid(server, "uid", await manager.Post(path + "/program", new { uid = "04" }));
        Assert.Equal(200, (await manager.Post(path + "/program", new { })).Code);
    }

    [Fact]
    public async Task A_pull_payment_is_taken_over()
    {
        var (server, store, card) = await Card();
        var made = (await store.Client.Post($"api/v1/stores/{store.StoreId}/pull-payments", new { name = "Card", currency = "USD", amount = "40.5" })).Object;
        if (!server.IsReal)
            Assert.Equal(200, (await store.Client.Post($"dev/pull-payments/{made.Text("id")}/payouts", new { amount = "0.5", state = "Completed" })).Code);
        var left = server.IsReal ? "40.50" : "40.00";
        var path = store.Path($"cards/{card}/boltcard/adopt");
        for (var i = 0; i < 2; i++)
            Assert.Equal((left, "USD"), Pair((await Documented.Check(server, await store.Client.Post(path, new { pullPaymentId = made.Text("id") }))).Object));
        Assert.Equal(server.IsReal ? "65.50" : "65.00", (await store.Card(card)).Text("balance"));
        Assert.True((bool)(await store.Client.Get($"api/v1/pull-payments/{made.Text("id")}")).Object["archived"]!);
        await Documented.Refused(server, 404, "pull-payment-not-found", await store.Client.Post(path, new { pullPaymentId = "nothing" }));
        var (_, other, elsewhere) = await Card();
        await Documented.Refused(server, 404, "pull-payment-not-found", await other.Client.Post(other.Path($"cards/{elsewhere}/boltcard/adopt"), new { pullPaymentId = made.Text("id") }));

        static (string, string) Pair(System.Text.Json.Nodes.JsonObject answer) => (answer.Text("amount"), answer.Text("asset"));
    }

    private async Task<(FlashServer Server, StoreClient Store, string Card)> Card()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        return (server, store, (await ChargesApiTests.Card(store, "25.00")).Text("id"));
    }

    private static string Path(System.Text.Json.Nodes.JsonObject link) => new Uri(link.Text("url")).AbsolutePath[1..];
}
