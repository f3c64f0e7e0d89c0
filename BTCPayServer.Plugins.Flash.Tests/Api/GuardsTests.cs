using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>PIN and sleep mode over HTTP: at tills, in the charges API, and as a holder's app sets them.</summary>
public sealed class GuardsTests(ServerFixture fixture)
{
    private const string Till = "api/v1/flash/till/";

    [Fact]
    public async Task A_till_asks_for_the_pin_and_the_app_unlocks()
    {
        var (server, store, app) = await Start();
        var card = await ChargesApiTests.Card(store, "50.00");
        var id = card.Text("id");
        (await app.Client.Post(app.Path("holders/ann/cards"), new { token = card.Text("token") })).Expect();
        var guard = (await Documented.Check(server, await app.Client.Put(app.HolderCard("ann", id, "pin"), new { pin = "83719246", limit = "5" }))).Object;
        Assert.Equal(("true", "5.00", "3"), (guard.Text("pin"), guard.Text("pinLimit"), guard.Text("pinAttemptsLeft")));
        var (till, _) = await TillsApiTests.Pair(server, store);
        using var client = till;

        var seen = (await Documented.Check(server, await till.Get(Till + $"cards/lookup?id={id}"))).Object;
        Assert.Equal(("5.00", "false", "false"), (seen.Text("pinLimit"), seen.Text("locked"), seen.Text("asleep")));
        var key = ChargesApiTests.Key();
        (await Charge(till, new { id }, "4.99", null, key)).Expect();
        key = ChargesApiTests.Key();
        await Documented.Refused(server, 400, "pin-required", await Charge(till, new { number = card.Text("number") }, "5.00", null, key));
        await Documented.Refused(server, 400, "pin-wrong", await Charge(till, new { token = card.Text("token") }, "5.00", "83719247", key));
        var charge = (await Documented.Check(server, await Charge(till, new { token = card.Text("token") }, "5.00", "83719246", key))).Object;
        Assert.Equal("captured", charge.Text("status"));
        // A retry that forgot the PIN, or sends another.
        Assert.Equal(charge.ToJsonString(), (await Charge(till, new { token = card.Text("token") }, "5.00", null, key)).Object.ToJsonString());
        Assert.Equal(charge.ToJsonString(), (await Charge(till, new { token = card.Text("token") }, "5.00", "1111", key)).Object.ToJsonString());
        await Documented.Refused(server, 409, "idempotency-key-reused", await Charge(till, new { token = card.Text("token") }, "6.00", null, key));
        await Documented.Refused(server, 400, "pin-required", await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "5.00" }, key));

        // Three wrong ones, through till and API together.
        await Documented.Refused(server, 400, "pin-wrong", await Charge(till, new { id }, "5.00", "0000"));
        await Documented.Refused(server, 400, "pin-wrong", await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "5.00", pin = "0001" }));
        await Documented.Refused(server, 409, "card-locked", await Charge(till, new { id }, "5.00", "0002"));
        await Documented.Refused(server, 409, "card-locked", await Charge(till, new { id }, "0.01", "83719246"));
        Assert.Equal("true", (await store.LookUp($"id={id}")).Text("locked"));
        Assert.Equal("true", (await app.Client.Get(app.HolderCard("ann", id))).Object["guard"]!.Text("locked"));
        Assert.Equal("false", (await Documented.Check(server, await app.Client.Post(app.HolderCard("ann", id, "pin/unlock")))).Object.Text("locked"));
        await store.Charge(new { id }, "5.00", pin: "83719246");
        (await Documented.Check(server, await app.Client.Delete(app.HolderCard("ann", id, "pin")))).Expect();
        await store.Charge(new { id }, "5.00");
        await Documented.Refused(server, 409, "pin-not-set", await app.Client.Post(app.HolderCard("ann", id, "pin/unlock")));
        Assert.Equal("30.01", (await store.Card(id)).Text("balance"));
        Assert.DoesNotContain("83719246", server.Log + (await store.History(id)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_sleeps_until_the_app_wakes_it()
    {
        var (server, store, app) = await Start();
        var card = await ChargesApiTests.Card(store, "50.00");
        var id = card.Text("id");
        (await app.Client.Post(app.Path("holders/ann/cards"), new { token = card.Text("token") })).Expect();
        await Documented.Refused(server, 409, "sleep-mode-off", await app.Client.Post(app.HolderCard("ann", id, "wake")));
        await Documented.Refused(server, 409, "sleep-mode-off", await app.Client.Post(app.HolderCard("ann", id, "sleep-now")));
        var guard = (await Documented.Check(server, await app.Client.Put(app.HolderCard("ann", id, "sleep"), new { minutes = 5 }))).Object;
        Assert.Equal("5", guard.Text("wakeMinutes"));
        Assert.Null(guard["awakeUntil"]);
        var (till, _) = await TillsApiTests.Pair(server, store);
        using var client = till;
        var key = ChargesApiTests.Key();
        await Documented.Refused(server, 409, "card-asleep", await Charge(till, new { id }, "1.00", null, key));
        Assert.Equal("true", (await till.Get(Till + $"cards/lookup?id={id}")).Object.Text("asleep"));
        Assert.NotNull((await Documented.Check(server, await app.Client.Post(app.HolderCard("ann", id, "wake")))).Object["awakeUntil"]);
        var charge = (await Charge(till, new { id }, "1.00", null, key)).Object;
        Assert.Null((await Documented.Check(server, await app.Client.Post(app.HolderCard("ann", id, "sleep-now")))).Object["awakeUntil"]);
        Assert.Equal(charge.ToJsonString(), (await Charge(till, new { id }, "1.00", null, key)).Object.ToJsonString());
        await Documented.Refused(server, 409, "card-asleep", await Charge(till, new { id }, "1.00", null));
        // Staff have the same in their own place.
        (await Documented.Check(server, await store.Client.Post(store.Path($"cards/{id}/wake")))).Expect();
        (await Documented.Check(server, await store.Client.Post(store.Path($"cards/{id}/sleep-now")))).Expect();
        await Documented.Refused(server, 409, "card-asleep", await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "1.00" }));
        Assert.Null((await Documented.Check(server, await app.Client.Put(app.HolderCard("ann", id, "sleep"), new JsonObject { ["minutes"] = null }))).Object["wakeMinutes"]);
        await store.Charge(new { id }, "1.00");
        Assert.Equal("48.00", (await store.Card(id)).Text("balance"));
    }

    [Fact]
    public async Task A_card_that_was_tapped_at_a_till_is_charged_with_its_pin()
    {
        using var world = await TappedStore.Open(await fixture.Server, new { asset = "SATS" });
        var (card, chip) = await world.Card("50000");
        await world.Store.SetPin(card, "4711", "10000");
        var (till, _) = await TillsApiTests.Pair(world.Server, world.Store);
        using var client = till;
        var tap = (await world.Anyone.Post("api/v1/flash/tap", new { url = chip.Tap() })).Object;
        Assert.Equal(card, tap.Text("cardId"));
        Assert.Equal("pin-required", (await Charge(till, new { id = tap.Text("cardId") }, "10000", null)).Refusal);
        (await Charge(till, new { id = tap.Text("cardId") }, "10000", "4711")).Expect();
        Assert.Equal((40_000m, 0m), await world.Balance(card));
    }

    [Fact]
    public async Task An_app_guards_the_cards_of_its_holder_only()
    {
        var (server, store, app) = await Start();
        var card = await ChargesApiTests.Card(store, "50.00");
        var id = card.Text("id");
        async Task Everything(StoreClient who, string holder, int status, string code)
        {
            await Refused(who.Client.Get(who.HolderCard(holder, id, "guard")));
            await Refused(who.Client.Put(who.HolderCard(holder, id, "pin"), new { pin = "4711" }));
            await Refused(who.Client.Delete(who.HolderCard(holder, id, "pin")));
            await Refused(who.Client.Put(who.HolderCard(holder, id, "sleep"), new { minutes = 5 }));
            foreach (var action in (string[])["pin/unlock", "wake", "sleep-now"])
                await Refused(who.Client.Post(who.HolderCard(holder, id, action)));

            async Task Refused(Task<Answer> answer) => await Documented.Refused(server, status, code, await answer);
        }
        await Everything(app, "ann", 404, "card-not-found");
        (await app.Client.Post(app.Path("holders/ann/cards"), new { token = card.Text("token") })).Expect();
        await Everything(app, "bob", 404, "card-not-found");
        await Everything(await server.WithKey(store, "btcpay.plugin.store.flash.cards", "btcpay.plugin.store.flash.charge"), "ann", 403, "missing-permission");
        // And the app's key opens none of the staff's routes.
        foreach (var answer in new[] { app.Client.Get(app.Path($"cards/{id}/guard")), app.Client.Put(app.Path($"cards/{id}/pin"), new { pin = "4711" }), app.Client.Post(app.Path($"cards/{id}/wake")), app.Client.Post(app.Path($"cards/{id}/sleep-now")) })
            await Documented.Refused(server, 403, "missing-permission", await answer);
        using var nobody = FlashClient.Anonymous(server.Url);
        Assert.Equal(401, (await nobody.Put(store.HolderCard("ann", id, "pin"), new { pin = "4711" })).Code);
        await Documented.Invalid(server, "pin", await app.Client.Put(app.HolderCard("ann", id, "pin"), new { pin = "12" }));
        await Documented.Invalid(server, "limit", await app.Client.Put(app.HolderCard("ann", id, "pin"), new { pin = "4711", limit = "-1" }));
        await Documented.Invalid(server, "minutes", await app.Client.Put(app.HolderCard("ann", id, "sleep"), new { minutes = 0 }));
        await Documented.Invalid(server, "holder", await app.Client.Get(app.HolderCard(new string('h', 201), id, "guard")));
        Assert.Equal("false", (await Documented.Check(server, await app.Client.Get(app.HolderCard("ann", id, "guard")))).Object.Text("pin"));

        // A list shows it too.
        var other = await ChargesApiTests.Card(store, "1.00");
        (await app.Client.Post(app.Path("holders/ann/cards"), new { token = other.Text("token") })).Expect();
        (await app.Client.Put(app.HolderCard("ann", id, "sleep"), new { minutes = 7 })).Expect();
        var listed = (await app.Client.Get(app.Path("holders/ann/cards"))).Object["items"]!.AsArray();
        Assert.Equal(["7"], listed.Select(c => c!["guard"]!["wakeMinutes"]?.ToString()).OfType<string>());
        Assert.Equal(["false", "false"], listed.Select(c => c!["guard"]!.Text("pin")));
    }

    [Fact]
    public async Task Links_that_open_nothing_are_counted_by_address()
    {
        var (server, store, _) = await Start();
        var links = (await store.Client.Get(store.Path($"cards/{(await ChargesApiTests.Card(store, "1.00")).Text("id")}/links"))).Object;
        using var http = new HttpClient();
        // Addresses that never came before.
        var (address, other) = ($"10.77.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 128)}", $"10.78.{Random.Shared.Next(256)}.{Random.Shared.Next(1, 128)}");
        async Task<(int Status, string Body)> Get(string url, string from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        // The minute may turn once while it is asked.
        var answers = new List<string>();
        for (var i = 0; i < 130 && !answers.Contains("too-many-requests"); i++)
            answers.Add((string)JsonNode.Parse((await Get($"{server.Url}/flash/p/{(i % 2 == 0 ? "nothing" : new string('A', 43))}", address)).Body)!["code"]!);
        Assert.Equal("link-not-found", answers[0]);
        Assert.Contains("too-many-requests", answers);
        Assert.True(answers.Count > 60);
        Assert.Equal(429, (await Get($"{server.Url}/flash/h/nothing", address)).Status);
        // Real links go on, and so does everybody else.
        Assert.Contains("payRequest", (await Get(links.Text("topUpUrl"), address)).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await Get(links.Text("pageUrl"), address)).Status);
        Assert.Equal(404, (await Get($"{server.Url}/flash/h/nothing", other)).Status);
    }

    private static Task<Answer> Charge(FlashClient till, object card, string amount, string? pin, string? key = null) =>
        till.Post(Till + "charges", new { card, amount, capture = true, pin }, key ?? ChargesApiTests.Key());

    private async Task<(FlashServer Server, StoreClient Store, StoreClient App)> Start()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        return (server, store, await server.WithKey(store, "btcpay.plugin.store.flash.app"));
    }
}
