using System.Globalization;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>
/// DevServer's invoices against what was seen on a real BTCPay Server 2.4.1: which events come in which order, and where an
/// invoice ends. Tests of loads are worth no more than this.
/// </summary>
public sealed class DevServerInvoicesTests(ServerFixture fixture)
{
    // steps; events; status; what was paid and what of it is settled. The price is 10 USD.
    public static TheoryData<string, string, string, decimal, decimal> Cases => new()
    {
        { "pay", "created paymentSettled receivedPayment paidInFull confirmed completed", "Settled/None", 10m, 10m },
        { "pay 15", "created paymentSettled receivedPayment paidInFull confirmed completed", "Settled/PaidOver", 15m, 15m },
        { "pay 5, expire", "created paymentSettled receivedPayment expired expiredPaidPartial", "Expired/PaidPartial", 5m, 5m },
        { "expire", "created expired", "Expired/None", 0m, 0m },
        { "expire, pay", "created expired paymentSettled receivedPayment paidAfterExpiration", "Expired/PaidLate", 10m, 10m },
        { "pay 5, expire, pay", "created paymentSettled receivedPayment expired expiredPaidPartial paymentSettled receivedPayment paidAfterExpiration", "Expired/PaidLate", 10m, 10m },
        { "expire, send, confirm", "created expired receivedPayment paidAfterExpiration paymentSettled", "Expired/PaidLate", 10m, 10m },
        { "settle", "created markedComplete", "Settled/Marked", 0m, 0m },
        { "pay 5, expire, settle", "created paymentSettled receivedPayment expired expiredPaidPartial markedComplete", "Settled/Marked", 5m, 5m },
        { "settle, pay", "created markedComplete paymentSettled receivedPayment", "Settled/Marked", 10m, 10m },
        { "settle, invalidate, settle", "created markedComplete markedInvalid markedComplete", "Settled/Marked", 0m, 0m },
        { "send", "created receivedPayment paidInFull", "Processing/None", 10m, 0m },
        { "send, confirm", "created receivedPayment paidInFull paymentSettled confirmed completed", "Settled/None", 10m, 10m },
        { "send 15, confirm", "created receivedPayment paidInFull paymentSettled confirmed completed", "Settled/PaidOver", 15m, 15m },
        { "send 5, expire, confirm", "created receivedPayment expired expiredPaidPartial paymentSettled", "Expired/PaidPartial", 5m, 5m },
        { "send, replace", "created receivedPayment paidInFull", "New/None", 0m, 0m },
        { "send, fail-to-confirm", "created receivedPayment paidInFull failedToConfirm", "Invalid/None", 10m, 0m },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Plays_what_the_real_server_did(string steps, string events, string status, decimal paid, decimal settled)
    {
        var (server, invoices, id) = await NewInvoice();
        foreach (var step in steps.Split(", "))
            await Play(server, id, step);

        var invoice = (await server.Admin.Get($"{invoices}/{id}")).Object;
        Assert.Equal(status, $"{invoice["status"]}/{invoice["additionalStatus"]}");
        Assert.Equal(paid, decimal.Parse(invoice.Text("paidAmount"), CultureInfo.InvariantCulture));
        var methods = (await server.Admin.Get($"{invoices}/{id}/payment-methods")).List;
        var payments = methods.SelectMany(m => m!["payments"]!.AsArray().Select(p => (Status: (string)p!["status"]!, Amount: Decimal(p["value"]) * Decimal(m["rate"]))));
        Assert.Equal(settled, payments.Where(p => p.Status == "Settled").Sum(p => Math.Round(p.Amount, 2)));
        Assert.Equal(events, string.Join(' ', (await Events(server, id)).Select(e => ((string)e!["name"]!)["invoice_".Length..])));
    }

    // Trap of the real server: whoever credits from the event's own entity credits nothing.
    [Fact]
    public async Task The_event_of_a_confirmed_chain_payment_carries_the_invoice_of_before()
    {
        var (server, _, id) = await NewInvoice();
        await Play(server, id, "send");
        await Play(server, id, "confirm");
        var events = await Events(server, id);
        Assert.Equal(0m, Decimal(events.Single(e => (string?)e!["name"] == "invoice_paymentSettled")!["netSettled"]));
        Assert.Equal(10m, Math.Round(Decimal(events.Single(e => (string?)e!["name"] == "invoice_confirmed")!["netSettled"]), 2));
    }

    [Fact]
    public async Task A_really_paid_invoice_cannot_be_marked_invalid()
    {
        var (server, invoices, id) = await NewInvoice();
        await Play(server, id, "pay");
        Assert.Equal(422, (int)(await server.Admin.Post($"{invoices}/{id}/status", new { status = "Invalid" })).Status);
    }

    [Fact]
    public async Task Whole_satoshis_leave_dust_that_is_no_overpayment()
    {
        var (server, invoices, id) = await NewInvoice("JMD", "1000");
        await Play(server, id, "pay");
        var invoice = (await server.Admin.Get($"{invoices}/{id}")).Object;
        Assert.Equal("Settled/None", $"{invoice["status"]}/{invoice["additionalStatus"]}");
        Assert.True(Decimal(invoice["paidAmount"]) > 1000m);
    }

    [Fact]
    public async Task An_invoice_runs_out_by_itself()
    {
        var (server, invoices, id) = await NewInvoice(expirationMinutes: 1);
        await using (var connection = new Npgsql.NpgsqlConnection(server.Database.ConnectionString))
            await Dapper.SqlMapper.ExecuteAsync(connection, "UPDATE devserver.invoices SET expires = now() WHERE id = @id", new { id });
        await Waiting.Eventually(async () => (string?)(await server.Admin.Get($"{invoices}/{id}")).Object["status"] == "Expired", "it never ran out");
    }

    private async Task<(FlashServer Server, string Invoices, string Id)> NewInvoice(string currency = "USD", string amount = "10", int expirationMinutes = 15)
    {
        var server = await fixture.Server;
        server.NeedsDevServer("payments of every kind");
        var invoices = $"api/v1/stores/{(await server.NewStoreWithoutProgramme()).StoreId}/invoices";
        var invoice = (await server.Admin.Post(invoices, new { amount, currency, checkout = new { expirationMinutes } })).Object;
        return (server, invoices, invoice.Text("id"));
    }

    // This server knows its invoices without their store.
    private static Task Play(FlashServer server, string id, string step) => server.Play("", id, step);

    private static async Task<JsonArray> Events(FlashServer server, string id) => (await server.Admin.Get($"dev/events?invoiceId={id}")).Object["events"]!.AsArray();

    private static decimal Decimal(JsonNode? number) => decimal.Parse(number!.ToString(), CultureInfo.InvariantCulture);
}
