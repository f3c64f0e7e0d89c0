using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>A holder loses a card on which something is held and for which something is still to be paid.</summary>
public sealed class SuccessionTests(ServerFixture fixture)
{
    [Fact]
    public async Task What_comes_later_reaches_the_new_card_and_the_line_is_closed_as_one()
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "USD", loadFee = "0.50", dayLimit = "20" });
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var old = await store.IssueCard();
        await store.Activate(old.Text("id"));
        (await app.Client.Post(app.Path("holders/ann/cards"), new { token = old.Text("token") })).Expect();
        (await store.Client.Put(store.Path($"cards/{old.Text("id")}/pin"), new { pin = "1234", limit = "25" })).Expect();
        (await store.Client.Post(store.Path($"cards/{old.Text("id")}/adjustments"), new { amount = "30", reason = "test" })).Expect();
        var load = await store.Load(old.Text("id"), "10");
        var (sale, bill) = (await store.Charge(new { id = old.Text("id") }, "4"), await store.Charge(new { id = old.Text("id") }, "8", capture: false));

        var path = app.Path($"holders/ann/cards/{old.Text("id")}");
        Assert.Equal("frozen", (await app.Client.Post(path + "/lost")).Object.Text("state"));
        var replaced = (await app.Client.Post(path + "/replace")).Object;
        var id = replaced.Text("id");
        Assert.Equal(("active", "18.00", "18.00"), (replaced.Text("state"), replaced.Text("balance"), replaced.Text("available")));
        var gone = (await app.Client.Get(path)).Object;
        Assert.Equal(("closed", "8.00", "0.00", id), (gone.Text("state"), gone.Text("balance"), gone.Text("available"), gone.Text("replacedBy")));
        Assert.True((bool)(await store.Client.Get(store.Path($"cards/{id}/guard"))).Object["pin"]!);
        // The day's 12.00 went along.
        await Documented.Refused(server, 409, "limit-exceeded", await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "8.01" }));
        foreach (var route in new[] { "freeze", "unfreeze", "activate" })
            Assert.Equal("card-closed", (await store.Client.Post(store.Path($"cards/{old.Text("id")}/{route}"), new { })).Refusal);
        Assert.Equal("card-closed", (await store.Client.Post(store.Path($"cards/{old.Text("id")}/adjustments"), new { amount = "1", reason = "test" })).Refusal);
        await Documented.Refused(server, 409, "card-has-holds", await store.Client.Post(store.Path($"cards/{id}/close"), new { payout = "paid-out" }));

        await store.Capture(bill.Text("id"), "6");
        Assert.Equal(("20.00", "0.00"), await Balances(store, id, old.Text("id")));
        (await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "10", capture = true })).Expect();
        await store.Refund(sale.Text("id"), "1.50");
        Assert.Equal(("11.50", "0.00"), await Balances(store, id, old.Text("id")));
        await (await server.Payer).Pay(store.StoreId, load.Text("invoiceId"));
        load = await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal((old.Text("id"), "10.00", "0.50", "0.00"), (load.Text("cardId"), load.Text("credited"), load.Text("fees"), load.Text("unclaimed")));
        Assert.Equal(("21.00", "0.00"), await Balances(store, id, old.Text("id")));

        var history = (await app.Client.Get(app.Path($"holders/ann/cards/{id}/history?limit=100"))).Object["items"]!.AsArray();
        Assert.Equal(["replacement 9.50", "load-fee -0.50", "load 10.00", "replacement 1.50", "charge 1.50", "charge -10.00", "replacement 2.00", "charge -6.00", "replacement 18.00",
            "charge -8.00", "charge -4.00", "adjustment 30.00"], history.Select(e => $"{(string?)e!["type"]} {(string?)e["amount"]}"));
        Assert.Contains((await store.Client.Get(store.Path("ledger/accounts"))).List, a => (string?)a!["code"] == "cards" && (string?)a["balance"] == "21.00");

        (await store.Client.Post(store.Path($"cards/{id}/close"), new { payout = "paid-out" })).Expect();
        await Documented.Refused(server, 409, "card-closed", await store.Client.Post(store.Path($"charges/{sale.Text("id")}/refunds"), new { amount = "1" }));
        Assert.True((bool)(await store.Proof())["proven"]!);
    }

    private static async Task<(string New, string Old)> Balances(StoreClient store, string id, string old) =>
        ((await store.Card(id)).Text("balance"), (await store.Card(old)).Text("balance"));
}
