using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>DevServer tells webhooks of invoices as the real server does: signed, in order, what was asked for.</summary>
public sealed class DevServerWebhooksTests(ServerFixture fixture)
{
    [Fact]
    public async Task Deliveries_are_signed_and_in_order()
    {
        var server = await fixture.Server;
        server.NeedsDevServer("a payment");
        using var shop = Listen(out var url);
        var store = $"api/v1/stores/{(await server.NewStoreWithoutProgramme()).StoreId}";
        var hook = (await server.Admin.Post($"{store}/webhooks", new { url, secret = "whsecret" })).Object;
        Assert.Equal("whsecret", (string?)hook["secret"]);
        var deaf = (await server.Admin.Post($"{store}/webhooks", new { url = url + "deaf", authorizedEvents = new { everything = false, specificEvents = new[] { "InvoiceInvalid" } } })).Object;

        var id = (await server.Admin.Post($"{store}/invoices", new { amount = "10", currency = "USD", metadata = new { orderId = "A-1" } })).Object.Text("id");
        (await server.Admin.Post($"dev/invoices/{id}/pay", new { amount = 15 })).Expect();

        var told = new List<JsonObject>();
        for (var i = 0; i < 5; i++)
            told.Add(await Receive(shop, "/hook/"));
        Assert.Equal(["InvoiceCreated", "InvoicePaymentSettled", "InvoiceReceivedPayment", "InvoiceProcessing", "InvoiceSettled"], told.Select(t => t.Text("type")));
        Assert.All(told, t => Assert.Equal((id, "A-1", (string?)hook["id"]), (t.Text("invoiceId"), (string?)t["metadata"]!["orderId"], (string?)t["webhookId"])));
        Assert.True((bool?)told[^1]["overPaid"]);
        Assert.False((bool?)told[^1]["manuallyMarked"]);

        Assert.Empty((await server.Admin.Get($"{store}/webhooks/{deaf.Text("id")}/deliveries")).List);
        var last = told[^1].Text("deliveryId");
        var deliveries = $"{store}/webhooks/{hook.Text("id")}/deliveries";
        // It is on record only once the shop's answer is in.
        await Waiting.Eventually(async () => (await server.Admin.Get($"{deliveries}/{last}")).Succeeded, "the last delivery is not on record");
        (await server.Admin.Post($"{deliveries}/{last}/redeliver")).Expect();
        var again = await Receive(shop, "/hook/");
        Assert.Equal((true, last), ((bool?)again["isRedelivery"], (string?)again["originalDeliveryId"]));
    }

    private static HttpListener Listen(out string url)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/hook/";
        free.Stop();
        var listener = new HttpListener();
        listener.Prefixes.Add(url);
        listener.Start();
        return listener;
    }

    private static async Task<JsonObject> Receive(HttpListener shop, string path)
    {
        var context = await shop.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(2));
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        context.Response.Close();
        Assert.Equal(path, context.Request.Url!.AbsolutePath);
        Assert.Equal($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData("whsecret"u8, body.ToArray()))}", context.Request.Headers["BTCPay-Sig"]);
        return JsonNode.Parse(Encoding.UTF8.GetString(body.ToArray()))!.AsObject();
    }
}
