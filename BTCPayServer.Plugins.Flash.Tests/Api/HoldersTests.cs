using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>What the backend of a holders' app does, with a key that can do nothing else.</summary>
public sealed class HoldersTests(ServerFixture fixture)
{
    private const string App = "btcpay.plugin.store.flash.app";

    [Fact]
    public async Task A_card_is_linked_once_by_code_or_token_and_seen_by_its_holder_only()
    {
        var (server, store, app) = await Start();
        var one = await store.IssueCard();
        var linked = (await app.Client.Post(Cards(app, "ann"), new { number = one.Text("number"), code = one.Text("activationCode") })).Object;
        Assert.Equal((one.Text("id"), "active"), (linked.Text("id"), linked.Text("state")));
        Assert.Equal("ann", (await store.Card(one.Text("id"))).Text("holder"));
        // Again: nothing new, code or not.
        (await app.Client.Post(Cards(app, "ann"), new { token = one.Text("token") })).Expect();
        await Documented.Refused(server, 409, "card-linked-elsewhere", await app.Client.Post(Cards(app, "bob"), new { token = one.Text("token") }));
        var two = await store.IssueCard();
        await Documented.Refused(server, 400, "activation-code-wrong", await app.Client.Post(Cards(app, "bob"), new { number = two.Text("number"), code = "AAAA-AAAA" }));
        await Documented.Refused(server, 404, "card-not-found", await app.Client.Post(Cards(app, "bob"), new { token = "fc_" + new string('x', 32) }));
        await Documented.Invalid(server, "token", await app.Client.Post(Cards(app, "bob"), new { }));
        Assert.Empty((await app.Client.Get(Cards(app, "bob"))).Object["items"]!.AsArray());
        Assert.Single((await app.Client.Get(Cards(app, "ann"))).Object["items"]!.AsArray());
        await Documented.Refused(server, 404, "card-not-found", await app.Client.Get(Cards(app, "bob", one.Text("id"))));
        await Documented.Refused(server, 404, "card-not-found", await app.Client.Post(Cards(app, "bob", one.Text("id")) + "/freeze"));
    }

    [Fact]
    public async Task A_card_that_was_linked_by_its_token_is_activated_by_its_code()
    {
        var (server, store, app) = await Start();
        var card = await store.IssueCard();
        Assert.Equal("issued", (await app.Client.Post(Cards(app, "ann"), new { token = card.Text("token") })).Object.Text("state"));
        await Documented.Refused(server, 400, "activation-code-wrong", await app.Client.Post(Cards(app, "ann"), new { number = card.Text("number"), code = "AAAA-AAAA" }));
        await Documented.Refused(server, 409, "card-linked-elsewhere", await app.Client.Post(Cards(app, "bob"), new { number = card.Text("number"), code = card.Text("activationCode") }));
        Assert.Equal("issued", (await store.Card(card.Text("id"))).Text("state"));
        // And the code that comes with the new card when such a one is replaced opens that.
        var replaced = (await app.Client.Post(Cards(app, "ann", card.Text("id")) + "/replace")).Object;
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("active", (await app.Client.Post(Cards(app, "ann"), new { number = replaced.Text("number"), code = replaced.Text("activationCode") })).Object.Text("state"));
    }

    [Theory, InlineData("freeze"), InlineData("lost")]
    public async Task Whoever_finds_a_frozen_card_that_nobody_linked_cannot_make_it_theirs(string how)
    {
        var (server, store, app) = await Start();
        var card = await store.IssueCard();
        await store.Activate(card.Text("id"));
        (await store.Client.Post(store.Path($"cards/{card.Text("id")}/{how}"))).Expect();
        await Documented.Refused(server, 409, "card-frozen", await app.Client.Post(Cards(app, "finder"), new { token = card.Text("token") }));
        Assert.Null((string?)(await store.Card(card.Text("id")))["holder"]);
        (await store.Client.Post(store.Path($"cards/{card.Text("id")}/unfreeze"))).Expect();
        (await app.Client.Post(Cards(app, "owner"), new { token = card.Text("token") })).Expect();
        // Who has it may ask again, whatever happened to it.
        (await store.Client.Post(store.Path($"cards/{card.Text("id")}/{how}"))).Expect();
        Assert.Equal("frozen", (await app.Client.Post(Cards(app, "owner"), new { token = card.Text("token") })).Object.Text("state"));
    }

    [Fact]
    public async Task Callers_at_once_link_a_card_by_its_code_once_for_one_holder()
    {
        var (_, store, app) = await Start();
        for (var round = 0; round < 5; round++)
        {
            var card = await store.IssueCard();
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
                app.Client.Post(Cards(app, "ann"), new { number = card.Text("number"), code = card.Text("activationCode") })));
            Assert.All(answers, answer => Assert.Equal("active", answer.Object.Text("state")));
            Assert.Equal("ann", (await store.Card(card.Text("id"))).Text("holder"));
        }
    }

    [Fact]
    public async Task An_apps_key_can_do_nothing_else()
    {
        var (server, store, app) = await Start();
        var card = (await store.IssueCard()).Text("id");
        foreach (var path in new[] { "cards", $"cards/{card}", $"cards/{card}/token", $"cards/{card}/links", "programme", "ledger/proof", "charges", $"cards/lookup?id={card}" })
            Assert.Equal((403, "missing-permission"), Codes(await app.Client.Get(app.Path(path))));
        foreach (var path in new[] { "cards", $"cards/{card}/freeze", $"cards/{card}/activate", $"cards/{card}/loads", "charges", $"cards/{card}/adjustments" })
            Assert.Equal((403, "missing-permission"), Codes(await app.Client.Post(app.Path(path), new { })));
        var other = await server.NewStore();
        Assert.Equal(403, (await app.Client.Get(other.Path("holders/ann/cards"))).Code);
        var cashier = await server.WithKey(store, "btcpay.plugin.store.flash.charge");
        Assert.Equal((403, "missing-permission"), Codes(await cashier.Client.Get(cashier.Path("holders/ann/cards"))));
        using var nobody = FlashClient.Anonymous(server.Url);
        Assert.Equal(401, (await nobody.Get(store.Path("holders/ann/cards"))).Code);
    }

    [Theory]
    [InlineData("'; drop table flash.cards; --")]
    [InlineData("<script>alert(1)</script>"), InlineData("日本語 ☕ ‮ Ω"), InlineData("a%25b?c#d&e=f"), InlineData("..x")]
    public async Task A_reference_is_only_text(string holder)
    {
        var (_, store, app) = await Start();
        if (holder.Contains('/', StringComparison.Ordinal))
        {
            Assert.Contains((await app.Client.Get(Cards(app, holder))).Code, new[] { 404, 422 });
            return;
        }
        var card = await store.IssueCard();
        (await app.Client.Post(Cards(app, holder), new { token = card.Text("token") })).Expect();
        Assert.Equal(holder, (await store.Card(card.Text("id"))).Text("holder"));
        Assert.Single((await app.Client.Get(Cards(app, holder))).Object["items"]!.AsArray());
        Assert.Empty((await app.Client.Get(Cards(app, holder + "x"))).Object["items"]!.AsArray());
        Assert.Contains((await app.Client.Get(Cards(app, new string('h', 201)))).Code, new[] { 422 });
    }

    [Fact]
    public async Task Limits_go_down_only_and_a_name_is_the_holders()
    {
        var (server, store, app) = await Start(new { asset = "USD", chargeLimit = "50", dayLimit = "100" });
        var card = await Linked(store, app, "ann", "80");
        var path = Cards(app, "ann", card);
        var updated = (await app.Client.Patch(path, new { label = "Groceries", limits = new { charge = "20" } })).Object;
        Assert.Equal(("Groceries", "20.00", "100.00", true), (updated.Text("label"), (string?)updated["limits"]!["charge"], (string?)updated["limits"]!["day"], (bool)updated["limits"]!["own"]!));
        Assert.Equal("limit-exceeded", (await store.Client.Post(store.Path("charges"), new { card = new { id = card }, amount = "20.01" })).Refusal);
        await Documented.Invalid(server, "limits.charge", await app.Client.Patch(path, new { limits = new { charge = "50.01" } }));
        await Documented.Invalid(server, "limits.day", await app.Client.Patch(path, new { limits = new { day = "100.01" } }));
        updated = (await app.Client.Patch(path, new JsonObject { ["limits"] = null })).Object;
        Assert.Equal(("Groceries", "50.00", false), (updated.Text("label"), (string?)updated["limits"]!["charge"], (bool)updated["limits"]!["own"]!));
    }

    [Fact]
    public async Task Money_moves_between_a_holders_cards_once()
    {
        var (server, store, app) = await Start();
        var from = await Linked(store, app, "ann", "10");
        var to = await Linked(store, app, "ann");
        var elses = await Linked(store, app, "bob");
        var path = app.Path("holders/ann/transfers");
        var moved = (await app.Client.Post(path, new { from, to, amount = "4.50" }, "k1")).Object;
        Assert.Equal(("4.50", "5.50", "4.50"), (moved.Text("amount"), moved.Text("fromBalance"), moved.Text("toBalance")));
        Assert.Equal(moved.ToJsonString(), (await app.Client.Post(path, new { from, to, amount = "4.50" }, "k1")).Object.ToJsonString());
        await Documented.Refused(server, 409, "idempotency-key-reused", await app.Client.Post(path, new { from, to, amount = "4.51" }, "k1"));
        await Documented.Refused(server, 409, "insufficient-funds", await app.Client.Post(path, new { from, to, amount = "5.51" }));
        await Documented.Refused(server, 404, "card-not-found", await app.Client.Post(path, new { from, to = elses, amount = "1" }));
        await Documented.Refused(server, 404, "card-not-found", await app.Client.Post(path, new { from = elses, to, amount = "1" }));
        await Documented.Invalid(server, "to", await app.Client.Post(path, new { from, to = from, amount = "1" }));
        await Documented.Invalid(server, "amount", await app.Client.Post(path, new { from, to, amount = "0" }));
        (await app.Client.Post(Cards(app, "ann", from) + "/freeze")).Expect();
        await Documented.Refused(server, 409, "card-frozen", await app.Client.Post(path, new { from, to, amount = "1" }));
        await Documented.Refused(server, 409, "card-frozen", await app.Client.Post(path, new { from = to, to = from, amount = "1" }));
        (await app.Client.Post(Cards(app, "ann", from) + "/unfreeze")).Expect();
        (await app.Client.Post(path, new { from = to, to = from, amount = "4.50" })).Expect();
        Assert.Equal(("10.00", "0.00"), ((await store.Card(from)).Text("balance"), (await store.Card(to)).Text("balance")));
        Assert.True((bool)(await store.Proof())["proven"]!);
    }

    [Fact]
    public async Task The_same_move_at_once_is_answered_as_the_one_that_was_made()
    {
        var (_, store, app) = await Start(new { asset = "USD", maxBalance = "100" });
        for (var round = 0; round < 5; round++)
        {
            var (from, to) = (await Linked(store, app, "ann", "60"), await Linked(store, app, "ann"));
            var key = Guid.NewGuid().ToString("N");
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.Client.Post(app.Path("holders/ann/transfers"), new { from, to, amount = "60" }, key)));
            Assert.Single(answers.Select(answer => answer.Object.ToJsonString()).Distinct());
            Assert.Equal(("0.00", "60.00"), ((await store.Card(from)).Text("balance"), (await store.Card(to)).Text("balance")));
        }
    }

    [Fact]
    public async Task Callers_at_once_move_no_more_than_there_is()
    {
        var (_, store, app) = await Start();
        var from = await Linked(store, app, "ann", "10");
        var to = await Linked(store, app, "ann");
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.Client.Post(app.Path("holders/ann/transfers"), new { from, to, amount = "1" })));
        Assert.Equal(10, answers.Count(a => a.Succeeded));
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal("insufficient-funds", a.Refusal));
        Assert.Equal("10.00", (await store.Card(to)).Text("balance"));
    }

    [Fact]
    public async Task What_staff_froze_the_app_neither_unfreezes_nor_replaces()
    {
        var (server, store, app) = await Start();
        var card = await Linked(store, app, "ann", "10.00");
        var other = await Linked(store, app, "ann", "1.00");
        // What the app froze itself is its own matter.
        Assert.False((bool)(await app.Client.Post(Cards(app, "ann", card) + "/freeze")).Object["frozenByStaff"]!);
        Assert.Equal("active", (await app.Client.Post(Cards(app, "ann", card) + "/unfreeze")).Object.Text("state"));
        await app.Client.Post(Cards(app, "ann", card) + "/freeze");
        Assert.True((bool)(await Documented.Check(server, await store.Client.Post(store.Path($"cards/{card}/freeze")))).Object["frozenByStaff"]!);
        await Documented.Refused(server, 409, "card-frozen-by-staff", await app.Client.Post(Cards(app, "ann", card) + "/unfreeze"));
        await Documented.Refused(server, 409, "card-frozen-by-staff", await app.Client.Post(Cards(app, "ann", card) + "/replace"));
        await app.Client.Post(Cards(app, "ann", card) + "/lost");
        await Documented.Refused(server, 409, "card-frozen-by-staff", await app.Client.Post(Cards(app, "ann", card) + "/replace", new { kind = "physical" }, "k"));
        Assert.Equal("card-frozen", (await app.Client.Post(app.Path("holders/ann/transfers"), new { from = card, to = other, amount = "1.00" }, "m")).Refusal);
        var seen = (await Documented.Check(server, await app.Client.Get(Cards(app, "ann", card)))).Object;
        Assert.Equal(("frozen", "10.00", true), (seen.Text("state"), seen.Text("balance"), (bool)seen["frozenByStaff"]!));
        // Staff end it, the loss too.
        Assert.False((bool)(await store.Client.Post(store.Path($"cards/{card}/unfreeze"))).Object["frozenByStaff"]!);
        await app.Client.Post(Cards(app, "ann", card) + "/freeze");
        Assert.Equal("active", (await app.Client.Post(Cards(app, "ann", card) + "/unfreeze")).Object.Text("state"));
        // The one that takes the place of a frozen one, by staff, is free.
        await store.Client.Post(store.Path($"cards/{card}/freeze"));
        var replaced = (await store.Client.Post(store.Path($"cards/{card}/replace"), new { kind = "virtual" }, "r")).Object;
        Assert.Equal(("active", "10.00", false), (replaced.Text("state"), replaced.Text("balance"), (bool)replaced["frozenByStaff"]!));
    }

    [Fact]
    public async Task A_lost_card_is_frozen_and_a_new_one_takes_its_place()
    {
        var (server, store, app) = await Start(new { asset = "USD", dayLimit = "100" });
        var old = await Linked(store, app, "ann", "12.34");
        var oldToken = (await store.Client.Get(store.Path($"cards/{old}/token"))).Object.Text("token");
        var links = (await store.Client.Get(store.Path($"cards/{old}/links"))).Object;
        await app.Client.Patch(Cards(app, "ann", old), new { label = "Blue", limits = new { day = "30" } });
        var charge = await store.Charge(new { id = old }, "2.00", capture: false);
        var lost = (await app.Client.Post(Cards(app, "ann", old) + "/lost")).Object;
        Assert.Equal("frozen", lost.Text("state"));
        Assert.NotNull(lost["lostAt"]);
        await Documented.Refused(server, 409, "card-lost", await app.Client.Post(Cards(app, "ann", old) + "/unfreeze"));
        Assert.Equal("card-frozen", (await store.Client.Post(store.Path("charges"), new { card = new { token = oldToken }, amount = "1" })).Refusal);
        await store.Void(charge.Text("id"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => app.Client.Post(Cards(app, "ann", old) + "/replace")));
        var replaced = answers[0].Object;
        Assert.All(answers, a => Assert.Equal(replaced.Text("id"), a.Object.Text("id")));
        Assert.Equal(("active", "12.34", "Blue", "30.00", old), (replaced.Text("state"), replaced.Text("balance"), replaced.Text("label"), (string?)replaced["limits"]!["day"], replaced.Text("replaces")));
        var gone = (await app.Client.Get(Cards(app, "ann", old))).Object;
        Assert.Equal(("closed", "0.00", replaced.Text("id")), (gone.Text("state"), gone.Text("balance"), gone.Text("replacedBy")));
        Assert.Equal("card-closed", (await store.Client.Post(store.Path("charges"), new { card = new { token = oldToken }, amount = "1" })).Refusal);
        using var anybody = FlashClient.Anonymous(server.Url);
        Assert.Equal("card-closed", (await anybody.Get(links.Text("topUpUrl")[(server.Url.Length + 1)..])).Refusal);
        await store.Charge(new { token = replaced.Text("token") }, "2.34");

        // The history goes on where the old card's ended, page by page.
        var whole = await History(app, Cards(app, "ann", replaced.Text("id")), 100);
        Assert.Equal(["charge", "replacement", "charge", "charge", "adjustment"], whole);
        // Why is told, as it was written, and not who of the staff it was.
        var adjusted = (await app.Client.Get(Cards(app, "ann", replaced.Text("id")) + "/history")).Object["items"]!.AsArray().Single(i => (string)i!["type"]! == "adjustment")!["details"]!.AsObject();
        Assert.Equal("reason", Assert.Single(adjusted).Key);
        Assert.Equal("2026-11-27T10:00:00+02:00", adjusted.Text("reason"));
        Assert.Equal(whole, await History(app, Cards(app, "ann", replaced.Text("id")), 1));
        Assert.Equal(whole, await History(app, Cards(app, "ann", replaced.Text("id")), 2));
        Assert.True((bool)(await store.Proof())["proven"]!);
        // And once more: a line of three.
        var third = (await app.Client.Post(Cards(app, "ann", replaced.Text("id")) + "/replace", new { kind = "physical" })).Object;
        Assert.Equal(("10.00", "physical"), (third.Text("balance"), third.Text("kind")));
        Assert.Equal(["replacement", .. whole], await History(app, Cards(app, "ann", third.Text("id")), 2));
    }

    private static async Task<List<string>> History(StoreClient app, string card, int limit)
    {
        var types = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await app.Client.Get($"{card}/history?limit={limit}&cursor={cursor}")).Object;
            types.AddRange(page["items"]!.AsArray().Select(i => (string)i!["type"]!));
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null && types.Count < 50);
        return types;
    }

    private async Task<(FlashServer Server, StoreClient Store, StoreClient App)> Start(object? programme = null)
    {
        var server = await fixture.Server;
        var store = await server.NewStore(programme);
        return (server, store, await server.WithKey(store, App));
    }

    private static async Task<string> Linked(StoreClient store, StoreClient app, string holder, string? balance = null)
    {
        var card = await store.IssueCard();
        await store.Activate(card.Text("id"));
        (await app.Client.Post(Cards(app, holder), new { token = card.Text("token") })).Expect();
        if (balance is not null)
            (await store.Client.Post(store.Path($"cards/{card.Text("id")}/adjustments"), new { amount = balance, reason = "2026-11-27T10:00:00+02:00" })).Expect();
        return card.Text("id");
    }

    private static string Cards(StoreClient app, string holder, string? card = null) =>
        app.Path($"holders/{Uri.EscapeDataString(holder)}/cards{(card is null ? "" : "/" + card)}");

    private static (int, string?) Codes(Answer answer) => (answer.Code, answer.Refusal);
}
