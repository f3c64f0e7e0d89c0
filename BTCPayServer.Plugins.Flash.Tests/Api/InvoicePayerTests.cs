using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>How the demo and the tests pay on a real server.</summary>
public class InvoicePayerTests(ServerFixture fixture)
{
    [Fact]
    public async Task Without_a_command_an_invoice_is_marked_as_settled_and_credits_its_price()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var card = (await store.IssueCard()).Text("id");
        var load = await store.Load(card, "12.34");
        await InvoicePayer.OfRealServer(server.Admin, null).Pay(store.StoreId, load.Text("invoiceId"), TestContext.Current.CancellationToken);
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal(12.34m, (await store.Card(card)).Money("balance"));
    }

    [Fact]
    public async Task A_command_finds_the_invoice_to_pay_in_its_environment_and_may_fail()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var load = await store.Load((await store.IssueCard()).Text("id"), "5.00");
        var invoice = load.Text("invoiceId");
        var methods = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices/{invoice}/payment-methods")).List;
        var bolt11 = methods.Single(m => (string?)m!["paymentMethodId"] == "BTC-LN")!.Text("destination");

        var seen = Path.GetTempFileName();
        await InvoicePayer.OfRealServer(server.Admin, $"printf %s \"$BOLT11\" > {seen}").Pay(store.StoreId, invoice, TestContext.Current.CancellationToken);
        Assert.Equal(bolt11, await File.ReadAllTextAsync(seen));
        File.Delete(seen);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            InvoicePayer.OfRealServer(server.Admin, "echo no route >&2; exit 3").Pay(store.StoreId, invoice, TestContext.Current.CancellationToken));
        Assert.Contains("3: no route", failure.Message);
    }
}
