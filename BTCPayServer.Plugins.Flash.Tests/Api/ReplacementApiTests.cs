using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Staff report cards lost and replace them over the API, whoever holds them.</summary>
public sealed class ReplacementApiTests(ServerFixture fixture)
{
    private const string Cards = "btcpay.plugin.store.flash.cards";

    [Fact]
    public async Task A_lost_card_is_frozen_and_replaced_by_staff_and_each_names_the_other()
    {
        var (server, store, staff) = await Start(new { asset = "USD", dayLimit = "100" });
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var old = await Active(store, "30", "ann");
        var hold = await store.Charge(new { id = old }, "8", capture: false);

        var lost = (await staff.Client.Post(staff.Path($"cards/{old}/lost"))).Object;
        Assert.Equal((old, "frozen", "30.00", "22.00"), (lost.Text("id"), lost.Text("state"), lost.Text("balance"), lost.Text("available")));
        Assert.Contains("/flash/h/", lost.Text("pageUrl"), StringComparison.Ordinal);
        Assert.Null(lost["token"]);
        // Again: the same day, not a new one.
        Assert.Equal(lost.Text("lostAt"), (await staff.Client.Post(staff.Path($"cards/{old}/lost"))).Object.Text("lostAt"));
        Assert.Equal(lost.Text("lostAt"), (await store.Card(old)).Text("lostAt"));
        await Documented.Refused(server, 409, "card-lost", await app.Client.Post(app.HolderCard("ann", old, "unfreeze")));
        Assert.Equal("active", (await staff.Client.Post(staff.Path($"cards/{old}/unfreeze"))).Object.Text("state"));
        (await staff.Client.Post(staff.Path($"cards/{old}/lost"))).Expect();

        var replaced = (await staff.Client.Post(staff.Path($"cards/{old}/replace"), new { kind = "physical" }, "desk-1")).Object;
        var id = replaced.Text("id");
        Assert.Equal(("active", "physical", "22.00", old), (replaced.Text("state"), replaced.Text("kind"), replaced.Text("balance"), replaced.Text("replaces")));
        Assert.Null(replaced["lostAt"]);
        Assert.Null(replaced["activationCode"]);
        Assert.Equal(replaced.Text("token"), (await store.Client.Get(store.Path($"cards/{id}/token"))).Object.Text("token"));
        // Both ways, alone and in lists, for staff and for the holder's app.
        var (gone, now) = (await store.Card(old), await store.Card(id));
        Assert.Equal(("closed", "8.00", id, null), (gone.Text("state"), gone.Text("balance"), gone.Text("replacedBy"), (string?)gone["replaces"]));
        Assert.Equal(("active", "ann", old, null), (now.Text("state"), now.Text("holder"), now.Text("replaces"), (string?)now["replacedBy"]));
        var found = (await store.Client.Get(store.Path("cards?holder=ann"))).Object["items"]!.AsArray();
        Assert.Equal([(id, old, null), (old, null, id)], found.Select(c => (c!.Text("id"), (string?)c!["replaces"], (string?)c["replacedBy"])));
        Assert.Equal(id, (await app.Client.Get(app.HolderCard("ann", old))).Object.Text("replacedBy"));
        Assert.Equal(old, (await app.Client.Get(app.HolderCard("ann", id))).Object.Text("replaces"));
        // A cashier who is shown the old card is not led to the new one.
        Assert.DoesNotContain(id, (await store.LookUp($"id={old}")).ToJsonString(), StringComparison.Ordinal);

        await Documented.Refused(server, 409, "card-closed", await staff.Client.Post(staff.Path($"cards/{old}/lost")));
        await store.Void(hold.Text("id"));
        Assert.Equal(("30.00", "0.00"), ((await store.Card(id)).Text("balance"), (await store.Card(old)).Text("balance")));
        Assert.True((bool)(await store.Proof())["proven"]!);
    }

    [Fact]
    public async Task A_card_that_turns_up_again_is_as_before()
    {
        var (server, store, staff) = await Start();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var card = await Active(store, "5", "ann");
        Task<Answer> App(string what) => app.Client.Post(app.HolderCard("ann", card, what));
        var lost = (await App("lost")).Object.Text("lostAt");
        await Documented.Refused(server, 409, "card-lost", await App("unfreeze"));
        Assert.Equal(("active", null), (await staff.Client.Post(staff.Path($"cards/{card}/unfreeze"))).Object is var found ? (found.Text("state"), (string?)found["lostAt"]) : default);
        // Its holder freezes and unfreezes it again.
        Assert.Equal("frozen", (await App("freeze")).Object.Text("state"));
        Assert.Equal(("active", null), (await App("unfreeze")).Object is var now ? (now.Text("state"), (string?)now["lostAt"]) : default);
        // And when it is lost once more, it is since then.
        Assert.NotEqual(lost, (await App("lost")).Object.Text("lostAt"));
        await Documented.Refused(server, 409, "card-lost", await App("unfreeze"));
    }

    [Fact]
    public async Task A_card_that_is_reported_lost_stays_frozen_whatever_its_holder_asked_for_a_moment_before()
    {
        var (server, store, _) = await Start();
        server.NeedsDevServer("callers who wait for a lock that the test holds");
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var card = await Active(store, "5", "ann");
        (await app.Client.Post(app.HolderCard("ann", card, "freeze"))).Expect();
        Task<Answer> lost, unfrozen;
        await using var watch = await server.Database.Open();
        await using (var connection = await server.Database.Open())
        {
            // Both stand before the store's lock, and the one that unfreezes knows of no loss yet.
            await connection.ExecuteAsync("begin; select from flash.ledgers where store_id = @StoreId for update", new { store.StoreId });
            lost = app.Client.Post(app.HolderCard("ann", card, "lost"));
            await Wait(1);
            unfrozen = app.Client.Post(app.HolderCard("ann", card, "unfreeze"));
            await Wait(2);
            await connection.ExecuteAsync("commit");

            Task Wait(int callers) => Waiting.Eventually(async () => await watch.QuerySingleAsync<int>("""
                select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%flash.change_account%'
                """) == callers, $"nobody waits for the lock as number {callers}");
        }
        (await lost).Expect();
        await unfrozen;
        Assert.Equal("frozen", (await store.Card(card)).Text("state"));
        await Documented.Refused(server, 409, "card-lost", await app.Client.Post(app.HolderCard("ann", card, "unfreeze")));
    }

    [Fact]
    public async Task The_same_key_answers_the_same_card_whole_and_no_key_replaces_it_twice()
    {
        var (server, store, staff) = await Start();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var old = await Issued(store, "bob");
        var path = staff.Path($"cards/{old}/replace");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => staff.Client.Post(path, null, "one")));
        var first = answers[0].Object;
        Assert.Matches("^[A-Z0-9]{4}-[A-Z0-9]{4}$", first.Text("activationCode"));
        Assert.All(answers, a => Assert.Equal(first.ToJsonString(), a.Object.ToJsonString()));
        var code = first.Text("activationCode");
        // Another key, no key, an app with the same key: the same card, and not its code.
        first.Remove("activationCode");
        foreach (var again in new[] { await staff.Client.Post(path, null, "two"), await staff.Client.Post(path), await app.Client.Post(app.HolderCard("bob", old, "replace"), null, "one") })
            Assert.Equal(first.ToJsonString(), again.Object.ToJsonString());
        await Documented.Refused(server, 409, "idempotency-key-reused", await staff.Client.Post(path, new { kind = "physical" }, "one"));
        var other = await Active(store, "5");
        await Documented.Refused(server, 409, "idempotency-key-reused", await staff.Client.Post(staff.Path($"cards/{other}/replace"), null, "one"));
        await Documented.Refused(server, 400, "idempotency-key-invalid", await staff.Client.Post(staff.Path($"cards/{other}/replace"), null, new string('k', 101)));
        Assert.Equal(("active", "5.00"), ((await store.Card(other)).Text("state"), (await store.Card(other)).Text("balance")));
        Assert.Equal(3, (await store.Client.Get(store.Path("cards"))).Object["items"]!.AsArray().Count);
        // The code that came again is the one.
        Assert.Equal("active", (await store.Activate(first.Text("id"), code)).Text("state"));
        Assert.Null((await staff.Client.Post(path, null, "one")).Object["activationCode"]);
    }

    [Fact]
    public async Task An_apps_answer_that_was_lost_comes_again_whole()
    {
        var (server, store, _) = await Start();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var path = app.HolderCard("bob", await Issued(store, "bob"), "replace");
        var first = (await app.Client.Post(path, new { kind = "physical" }, "k")).Object;
        Assert.Equal(first.ToJsonString(), (await app.Client.Post(path, new { kind = "physical" }, "k")).Object.ToJsonString());
        Assert.NotNull(first["activationCode"]);
        await Documented.Refused(server, 409, "idempotency-key-reused", await app.Client.Post(path, new { kind = "virtual" }, "k"));
        await Documented.Refused(server, 409, "idempotency-key-reused", await app.Client.Post(app.HolderCard("bob", await Issued(store, "bob"), "replace"), new { kind = "physical" }, "k"));
    }

    [Fact]
    public async Task Nobody_else_may_and_another_stores_card_is_not_there()
    {
        var (server, store, staff) = await Start();
        var other = await server.NewStore();
        var (mine, elses) = (await Active(store, "5"), await Active(other, "7"));
        using var nobody = FlashClient.Anonymous(server.Url);
        foreach (var route in new[] { "lost", "replace" })
        {
            foreach (var permission in new[] { "view", "charge", "adjust", "settings", "app" })
            {
                var client = await server.WithKey(store, "btcpay.plugin.store.flash." + permission);
                await Documented.Refused(server, 403, "missing-permission", await client.Client.Post(client.Path($"cards/{mine}/{route}")));
            }
            await Documented.Refused(server, 401, "unauthenticated", await nobody.Post(store.Path($"cards/{mine}/{route}")));
            await Documented.Refused(server, 403, "missing-permission", await staff.Client.Post(other.Path($"cards/{elses}/{route}")));
            await Documented.Refused(server, 404, "card-not-found", await staff.Client.Post(store.Path($"cards/{elses}/{route}")));
            await Documented.Refused(server, 404, "card-not-found", await staff.Client.Post(store.Path($"cards/{Guid.NewGuid()}/{route}")));
            Assert.Equal(404, (await staff.Client.Post(store.Path($"cards/{mine[..8]}/{route}"))).Code);
        }
        Assert.Equal(("active", "5.00"), ((await store.Card(mine)).Text("state"), (await store.Card(mine)).Text("balance")));
        Assert.Equal(("active", "7.00"), ((await other.Card(elses)).Text("state"), (await other.Card(elses)).Text("balance")));
        // A key may be the same in another store.
        (await staff.Client.Post(store.Path($"cards/{mine}/replace"), null, "k")).Expect();
        (await other.Client.Post(other.Path($"cards/{elses}/replace"), null, "k")).Expect();
    }

    [Theory]
    [InlineData("{", 400, 422), InlineData("nonsense", 400, 422), InlineData("\"virtual\"", 400, 422), InlineData("[]", 400, 422), InlineData("7", 400, 422)]
    [InlineData("""{"kind":"paper"}""", 422, 422), InlineData("""{"kind":"1"}""", 422, 422), InlineData("""{"kind":"virtual,physical"}""", 422, 422), InlineData("""{"kind":"virtual\u0000"}""", 422, 422)]
    [InlineData("""{"kind":{"a":1}}""", 422, 422), InlineData("""{"kind":["virtual"]}""", 422, 422), InlineData("""{"kind":5}""", 422, 422)]
    public async Task A_body_that_says_something_else_replaces_nothing(string body, int low, int high)
    {
        var (server, store, staff) = await Start();
        var card = await Active(store, "5");
        var answer = await Documented.Check(server, await staff.Client.Post(staff.Path($"cards/{card}/replace"), body));
        Assert.InRange(answer.Code, low, high);
        Assert.Equal(("active", "5.00"), ((await store.Card(card)).Text("state"), (await store.Card(card)).Text("balance")));
        Assert.Single((await store.Client.Get(store.Path("cards"))).Object["items"]!.AsArray());
    }

    [Fact]
    public async Task A_body_without_end_is_refused_and_what_is_not_asked_is_ignored()
    {
        var (server, store, staff) = await Start();
        var card = await Active(store, "5");
        var large = new JsonObject { ["kind"] = "virtual", ["x"] = new string('x', 70_000) };
        await Documented.Refused(server, 413, "request-too-large", await staff.Client.Post(staff.Path($"cards/{card}/replace"), large));
        Assert.Equal("active", (await store.Card(card)).Text("state"));
        var nested = string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000));
        await Documented.Check(server, await staff.Client.Post(staff.Path($"cards/{card}/replace"), $$"""{"x":{{nested}}}"""));
        // Nothing of the old card's is taken from the body.
        var replaced = (await staff.Client.Post(staff.Path($"cards/{card}/replace"), new { kind = "", balance = "500", id = Guid.NewGuid(), holder = "me", replaces = Guid.NewGuid() })).Object;
        Assert.Equal(("5.00", card), (replaced.Text("balance"), (await store.Card(replaced.Text("id"))).Text("replaces")));
        Assert.Null((await store.Card(replaced.Text("id")))["holder"]);
    }

    private async Task<(FlashServer Server, StoreClient Store, StoreClient Staff)> Start(object? programme = null)
    {
        var server = await fixture.Server;
        var store = await server.NewStore(programme);
        return (server, store, await server.WithKey(store, Cards));
    }

    private static async Task<string> Issued(StoreClient store, string? holder = null) => (await store.IssueCard(new { kind = "virtual", holder })).Text("id");

    private static async Task<string> Active(StoreClient store, string balance, string? holder = null)
    {
        var card = await Issued(store, holder);
        await store.Activate(card);
        (await store.Client.Post(store.Path($"cards/{card}/adjustments"), new { amount = balance, reason = "test" })).Expect();
        return card;
    }
}
