using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using static BTCPayServer.Plugins.Flash.Tests.Api.CardsTests;
using static BTCPayServer.Plugins.Flash.Tests.Support.Waiting;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Money that reaches cards through the server's own invoices.</summary>
public sealed class LoadsTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_paid_invoice_credits_the_card()
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "USD", issueFee = "1", loadFee = "0.25", loadFeeBasisPoints = 100 });
        var id = (await store.IssueCard()).Text("id");
        var load = await store.Load(id, "20.00");
        Assert.Equal(("pending", "20.00", "0.00", id), (load.Text("status"), load.Text("amount"), load.Text("credited"), load.Text("cardId")));
        Assert.StartsWith("http", load.Text("checkoutLink"));
        var invoice = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices/{load.Text("invoiceId")}")).Object;
        Assert.Equal((20m, "USD", load.Text("id")), (invoice.Money("amount"), invoice.Text("currency"), (string?)invoice["metadata"]!["flash"]!["loadId"]));
        await (await server.Payer).Pay(store.StoreId, load.Text("invoiceId"));
        load = await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal(("20.00", "1.45", "0.00"), (load.Text("credited"), load.Text("fees"), load.Text("uncollected")));
        Assert.Equal(18.55m, (await store.Card(id)).Money("balance"));
        var history = await Entries(store, id);
        Assert.Equal([("issue-fee", "-1.00", "18.55"), ("load-fee", "-0.45", "19.55"), ("load", "20.00", "20.00")],
            history.Select(entry => (entry!.Text("type"), entry!.Text("amount"), entry!.Text("balance"))));
        Assert.Equal(load.Text("id"), (string?)(await store.Client.Get(store.Path($"cards/{id}/loads"))).Object["items"]!.AsArray().Single()!["id"]);
    }

    [Fact]
    public async Task A_sold_card_is_active_once_it_is_paid()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        var load = (await store.Client.Post(store.Path($"cards/{id}/loads"), new { amount = "5", activate = true, description = "Gift card", redirectUrl = "https://example.com/done" })).Object;
        Assert.Equal("issued", (await store.Card(id)).Text("state"));
        await (await server.Payer).Pay(store.StoreId, load.Text("invoiceId"));
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal(("active", 5m), ((await store.Card(id)).Text("state"), (await store.Card(id)).Money("balance")));
    }

    // What is played; what the card of a load of 10.00 has in the end, and what the load says.
    [Theory]
    [InlineData("pay 4, expire", "partial", "4.00")]
    [InlineData("pay 15", "credited", "15.00")]
    [InlineData("expire", "expired", "0.00")]
    [InlineData("expire, pay", "credited", "10.00")]
    [InlineData("pay 4, expire, pay 6", "credited", "10.00")]
    [InlineData("send", "pending", "0.00")]
    [InlineData("send, confirm", "credited", "10.00")]
    [InlineData("send 4, expire, confirm", "partial", "4.00")]
    [InlineData("expire, send, confirm", "credited", "10.00")]
    [InlineData("send, fail-to-confirm", "not-credited", "0.00")]
    [InlineData("settle", "credited", "10.00")]
    [InlineData("settle, invalidate, settle", "credited", "10.00")]
    [InlineData("pay 4, expire, settle", "credited", "10.00")]
    [InlineData("settle, pay", "credited", "10.00")]
    [InlineData("settle, pay 12", "credited", "12.00")]
    public async Task Every_fate_of_an_invoice_has_its_outcome(string steps, string status, string balance)
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        var load = await store.Load(id, "10.00");
        await Play(server, store, load, steps);
        await Eventually(async () => (await store.GetLoad(load.Text("id"))).Text("status") == status && (await store.Card(id)).Text("balance") == balance,
            async () => $"{await store.GetLoad(load.Text("id"))} {await store.Card(id)}");
    }

    [Fact]
    public async Task A_mark_that_is_taken_back_takes_its_credit_back_as_far_as_it_is_there()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        await store.Activate(id);
        var load = await store.Load(id, "10.00");
        await Play(server, store, load, "settle");
        await server.WaitForLoad(store, load.Text("id"), "credited");
        await store.Charge(new { id }, "7.00");
        await Play(server, store, load, "invalidate");
        load = await server.WaitForLoad(store, load.Text("id"), "reversed");
        Assert.Equal(("7.00", "7.00"), (load.Text("credited"), load.Text("uncollected")));
        Assert.Equal("0.00", (await store.Card(id)).Text("balance"));
        Assert.Equal(("load-reversal", "-3.00"), ((await Entries(store, id))[0]!.Text("type"), (await Entries(store, id))[0]!.Text("amount")));
    }

    [Fact]
    public async Task A_mark_is_worth_nothing_where_the_store_says_so()
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "USD", creditMarkedInvoices = false });
        var id = (await store.IssueCard()).Text("id");
        var load = await store.Load(id, "10.00");
        await Play(server, store, load, "settle");
        await server.WaitForLoad(store, load.Text("id"), "not-credited");
        Assert.Equal("0.00", (await store.Card(id)).Text("balance"));
    }

    [Fact]
    public async Task Frozen_cards_are_credited_and_money_for_closed_ones_is_kept()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var (frozen, closed) = ((await store.IssueCard()).Text("id"), (await store.IssueCard()).Text("id"));
        var loads = new[] { await store.Load(frozen, "10"), await store.Load(closed, "10") };
        (await store.Client.Post(store.Path($"cards/{frozen}/freeze"))).Expect();
        (await store.Client.Post(store.Path($"cards/{closed}/close"))).Expect();
        foreach (var load in loads)
            await (await server.Payer).Pay(store.StoreId, load.Text("invoiceId"));
        Assert.Equal("0.00", (await server.WaitForLoad(store, loads[0].Text("id"), "credited")).Text("unclaimed"));
        Assert.Equal("10.00", (await server.WaitForLoad(store, loads[1].Text("id"), "credited")).Text("unclaimed"));
        Assert.Equal(("frozen", "10.00"), ((await store.Card(frozen)).Text("state"), (await store.Card(frozen)).Text("balance")));
        Assert.Equal(("closed", "0.00"), ((await store.Card(closed)).Text("state"), (await store.Card(closed)).Text("balance")));
    }

    [Fact]
    public async Task Satoshi_cards_are_loaded_in_satoshis()
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "SATS" });
        var id = (await store.IssueCard()).Text("id");
        var load = await store.Load(id, "2100");
        await (await server.Payer).Pay(store.StoreId, load.Text("invoiceId"));
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal(("2100", "SATS"), ((await store.Card(id)).Text("balance"), (await store.Card(id)).Text("asset")));
        Invalid("amount", await store.Client.Post(store.Path($"cards/{id}/loads"), new { amount = "0.5" }));
    }

    [Fact]
    public async Task A_retried_request_is_one_invoice()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var path = store.Path($"cards/{(await store.IssueCard()).Text("id")}/loads");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.Client.Post(path, new { amount = "10" }, "load-1")));
        Assert.All(answers.Where(answer => !answer.Succeeded), answer => Expect(409, "load-in-progress", answer));
        var again = (await store.Client.Post(path, new { amount = "10" }, "load-1")).Object;
        Assert.All(answers.Where(answer => answer.Succeeded), answer => Assert.Equal(again.Text("invoiceId"), answer.Object.Text("invoiceId")));
        Expect(409, "idempotency-key-reused", await store.Client.Post(path, new { amount = "11" }, "load-1"));
        Assert.Single((await store.Client.Get(path)).Object["items"]!.AsArray());
        Assert.Single((await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices")).List);
    }

    [Theory]
    [InlineData("""{}""", "amount")]
    [InlineData("""{"amount":"0"}""", "amount")]
    [InlineData("""{"amount":"-1"}""", "amount")]
    [InlineData("""{"amount":"NaN"}""", "amount")]
    [InlineData("""{"amount":NaN}""", "amount")]
    [InlineData("""{"amount":"Infinity"}""", "amount")]
    [InlineData("""{"amount":"1e2"}""", "amount")]
    [InlineData("""{"amount":"10.005"}""", "amount")]
    [InlineData("""{"amount":"100000000000000000000000000000000000000"}""", "amount")]
    [InlineData("""{"amount":[10]}""", "amount")]
    [InlineData("""{"amount":"4.99"}""", "amount")]
    [InlineData("""{"amount":"100.01"}""", "amount")]
    [InlineData("""{"amount":"10","activate":"maybe"}""", "activate")]
    [InlineData("""{"amount":"10","redirectUrl":"javascript:alert(1)"}""", "redirectUrl")]
    public async Task A_wrong_load_names_its_field_and_makes_no_invoice(string body, string path)
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "USD", minLoad = "5", maxLoad = "100" });
        Invalid(path, await store.Client.Post(store.Path($"cards/{(await store.IssueCard()).Text("id")}/loads"), body));
        Assert.Empty((await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices")).List);
    }

    [Fact]
    public async Task A_store_that_cannot_make_invoices_says_so()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        await server.Wallet(store.StoreId, false);
        var refused = await store.Client.Post(store.Path($"cards/{id}/loads"), new { amount = "10" }, "k");
        Assert.Equal("invoice-not-created", refused.Refusal);
        await server.Wallet(store.StoreId, true);
        Assert.Equal("pending", (await store.Client.Post(store.Path($"cards/{id}/loads"), new { amount = "10" }, "k")).Object.Text("status"));
    }

    [Fact]
    public async Task Loads_of_another_store_are_not_there()
    {
        var server = await fixture.Server;
        var (mine, other) = (await server.NewStore(), await server.NewStore());
        var id = (await mine.IssueCard()).Text("id");
        var load = await mine.Load(id, "10");
        Expect(404, "load-not-found", await other.Client.Get(other.Path($"loads/{load.Text("id")}")));
        Expect(404, "card-not-found", await other.Client.Get(other.Path($"cards/{id}/loads")));
    }

    internal static async Task Play(FlashServer server, StoreClient store, JsonNode load, string steps)
    {
        foreach (var step in steps.Split(", "))
            await server.Play(store.StoreId, load.Text("invoiceId"), step);
    }
}
