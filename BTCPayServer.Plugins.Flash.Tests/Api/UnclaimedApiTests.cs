using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Money that was paid for a closed card, over HTTP: paid back outside or moved to another card.</summary>
public sealed class UnclaimedApiTests(ServerFixture fixture)
{
    [Fact]
    public async Task It_is_paid_back_outside_once()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var load = await Unclaimed(server, store);
        var path = Path(store, load);
        var listed = (await Documented.Check(server, await store.Client.Get(store.Path("loads/unclaimed")))).Object;
        Assert.Equal(load.ToJsonString(), Assert.Single(listed["items"]!.AsArray())!.ToJsonString());
        await Documented.Refused(server, 409, "unclaimed-differs", await store.Client.Post(path, new { to = "paid-out", amount = "9.99", reason = "Cash" }, "k"));
        var body = new { to = "paid-out", amount = "10.00", reason = "Cash" };
        var settled = (await Documented.Check(server, await store.Client.Post(path, body, "k"))).Object;
        Assert.Equal(("0.00", "10.00", "0.00", "0.00", "credited"), Told(settled));
        Assert.Equal(settled.ToJsonString(), (await store.Client.Post(path, body, "k")).Object.ToJsonString());
        await Documented.Refused(server, 409, "idempotency-key-reused", await store.Client.Post(path, new { to = "paid-out", amount = "10.00", reason = "Other" }, "k"));
        await Documented.Refused(server, 409, "nothing-unclaimed", await store.Client.Post(path, body, "k2"));
        Assert.Empty((await store.Client.Get(store.Path("loads/unclaimed"))).Object["items"]!.AsArray());
        Assert.Equal(("0.00", "10.00"), (await Account(store, "unclaimed"), await Account(store, "paid-out")));
        // Its invoice is worth nothing any more: what is gone is gone.
        await LoadsTests.Play(server, store, load, "invalidate");
        Assert.Equal(("0.00", "10.00", "0.00", "10.00", "reversed"), Told(await server.WaitForLoad(store, load.Text("id"), "reversed")));
        Assert.Equal("0.00", await Account(store, "unclaimed"));
    }

    [Fact]
    public async Task It_is_moved_to_another_card_and_taken_back_from_there()
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "USD", maxBalance = "15.00" });
        var load = await Unclaimed(server, store);
        var path = Path(store, load);
        object To(string? card) => new { to = "card", cardId = card, amount = "10.00", reason = "Same holder" };
        var full = (await ChargesApiTests.Card(store, "5.01")).Text("id");
        await Documented.Refused(server, 409, "max-balance-exceeded", await store.Client.Post(path, To(full)));
        await Documented.Refused(server, 409, "card-closed", await store.Client.Post(path, To(load.Text("cardId"))));
        await Documented.Refused(server, 409, "card-not-activated", await store.Client.Post(path, To((await store.IssueCard()).Text("id"))));
        await store.Client.Post(store.Path($"cards/{full}/freeze"));
        await Documented.Refused(server, 409, "card-frozen", await store.Client.Post(path, To(full)));
        await Documented.Refused(server, 404, "card-not-found", await store.Client.Post(path, To(Guid.NewGuid().ToString())));

        var card = (await ChargesApiTests.Card(store, "5.00")).Text("id");
        var settled = (await Documented.Check(server, await store.Client.Post(path, To(card)))).Object;
        Assert.Equal(("0.00", "0.00", "10.00", "0.00", "credited"), Told(settled));
        Assert.Equal("15.00", (await store.Card(card)).Text("balance"));
        var entry = (await store.Client.Get(store.Path($"cards/{card}/history"))).Object["items"]![0]!;
        Assert.Equal(("unclaimed-moved", "10.00", "Same holder"), (entry.Text("type"), entry.Text("amount"), entry["details"]!.Text("reason")));

        await store.Charge(new { id = card }, "9.00");
        await LoadsTests.Play(server, store, load, "invalidate");
        Assert.Equal(("0.00", "0.00", "4.00", "4.00", "reversed"), Told(await server.WaitForLoad(store, load.Text("id"), "reversed")));
        Assert.Equal(("0.00", "0.00"), ((await store.Card(card)).Text("balance"), await Account(store, "unclaimed")));
        Assert.Equal("unclaimed-moved-reversal", (await store.Client.Get(store.Path($"cards/{card}/history"))).Object["items"]![0]!.Text("type"));
    }

    [Theory]
    [InlineData("""{"amount":"10.00","reason":"x"}""", "to")]
    [InlineData("""{"to":"nowhere","amount":"10.00","reason":"x"}""", "to")]
    [InlineData("""{"to":"card","amount":"10.00","reason":"x"}""", "cardId")]
    [InlineData("""{"to":"card","cardId":"x","amount":"10.00","reason":"x"}""", "cardId")]
    [InlineData("""{"to":"paid-out","cardId":"00000000-0000-0000-0000-000000000001","amount":"10.00","reason":"x"}""", "cardId")]
    [InlineData("""{"to":"paid-out","reason":"x"}""", "amount")]
    [InlineData("""{"to":"paid-out","amount":"0","reason":"x"}""", "amount")]
    [InlineData("""{"to":"paid-out","amount":"10.001","reason":"x"}""", "amount")]
    [InlineData("""{"to":"paid-out","amount":"10.00"}""", "reason")]
    public async Task A_wrong_request_names_its_field(string body, string path)
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var load = await store.Load((await store.IssueCard()).Text("id"), "10.00");
        await Documented.Invalid(server, path, await store.Client.Send(HttpMethod.Post, Path(store, load), body));
    }

    [Fact]
    public async Task Only_who_may_adjust_settles_and_only_in_the_store()
    {
        var server = await fixture.Server;
        var (store, other) = (await server.NewStore(), await server.NewStore());
        var load = await Unclaimed(server, store);
        var body = new { to = "paid-out", amount = "10.00", reason = "Cash" };
        var manager = await server.WithKey(store, "btcpay.plugin.store.flash.cards");
        await Documented.Refused(server, 403, "missing-permission", await manager.Client.Post(Path(store, load), body));
        await Documented.Refused(server, 404, "load-not-found", await other.Client.Post(Path(other, load), body));
        await Documented.Refused(server, 404, "load-not-found", await store.Client.Post(store.Path($"loads/{Guid.NewGuid()}/unclaimed"), body));
        // A card of another store is none.
        var foreign = (await ChargesApiTests.Card(other, "5.00")).Text("id");
        await Documented.Refused(server, 404, "card-not-found", await store.Client.Post(Path(store, load), new { to = "card", cardId = foreign, amount = "10.00", reason = "x" }));
        var adjuster = await server.WithKey(store, "btcpay.plugin.store.flash.adjust");
        Assert.Equal("10.00", (await Documented.Check(server, await adjuster.Client.Post(Path(store, load), body))).Object.Text("paidOut"));
    }

    /// <summary>A load of 10.00 whose card was closed before it was marked as settled.</summary>
    internal static async Task<JsonObject> Unclaimed(FlashServer server, StoreClient store)
    {
        var card = (await store.IssueCard()).Text("id");
        var load = await store.Load(card, "10.00");
        (await store.Client.Post(store.Path($"cards/{card}/close"))).Expect();
        await LoadsTests.Play(server, store, load, "settle");
        load = await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal("10.00", load.Text("unclaimed"));
        return load;
    }

    private static string Path(StoreClient store, JsonNode load) => store.Path($"loads/{load.Text("id")}/unclaimed");

    private static (string, string, string, string, string) Told(JsonNode load) =>
        (load.Text("unclaimed"), load.Text("paidOut"), load.Text("moved"), load.Text("uncollected"), load.Text("status"));

    private static async Task<string> Account(StoreClient store, string code) =>
        (await store.Client.Get(store.Path("ledger/accounts"))).List.SingleOrDefault(account => account!.Text("code") == code)?.Text("balance") ?? "none";
}
