using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using BTCPayServer.Plugins.Flash.TopUps;
using Flash.Client;
using NBitcoin;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Top-ups by LNURL-pay, as a wallet does them: over HTTP, without credentials, paid on the simulated node.</summary>
public sealed class TopUpsTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_wallet_asks_is_answered_pays_and_the_card_has_what_was_paid()
    {
        var (server, store, card, url) = await Card(new { asset = "USD", minLoad = "1.00", maxLoad = "100.00" });
        var outside = await server.OutsideWallet();
        using var wallet = FlashClient.Anonymous(server.Url);
        var offer = (await Documented.Check(server, await wallet.Get(url))).Object;
        Assert.Equal(("payRequest", 140), (offer.Text("tag"), (int)offer["commentAllowed"]!));
        Assert.StartsWith(server.Url, offer.Text("callback"), StringComparison.Ordinal);
        var (min, max) = ((long)offer["minSendable"]!, (long)offer["maxSendable"]!);
        Assert.True(min > 1000 && max > 50 * min, $"{min} to {max}");
        for (var probes = 0; probes < 5; probes++)
            (await wallet.Get(url)).Expect();
        Assert.Empty((await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices")).List);

        var msat = (min + max) / 2 + 123;
        async Task<Answer> Ask() => await wallet.Get($"{offer.Text("callback")[(server.Url.Length + 1)..]}?amount={msat}&comment={Uri.EscapeDataString("for <b>lunch</b> ☕")}");
        var asked = await Ask();
        if (server.IsReal && asked.Refusal == "whole-satoshis-only")
        {
            msat -= msat % 1000;
            asked = await Ask();
        }
        var answer = (await Documented.Check(server, asked)).Object;
        Assert.Empty(answer["routes"]!.AsArray());
        Assert.Equal("message", (string?)answer["successAction"]!["tag"]);
        Assert.True(((string)answer["successAction"]!["message"]!).Length <= 144);
        var terms = LightningInvoiceReader.Read(answer.Text("pr"), Network.RegTest, DateTimeOffset.UtcNow);
        Assert.True(terms.Ok);
        Assert.Equal(msat, terms.Value.AmountMsat);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(offer.Text("metadata")))), terms.Value.DescriptionHash);

        await outside.Pay(answer.Text("pr"));
        var loads = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]!.AsArray();
        var load = await server.WaitForLoad(store, loads[0]!.Text("id"), "credited");
        var invoice = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices/{load.Text("invoiceId")}")).Object;
        Assert.Contains("for <b>lunch</b> ☕", (string)invoice["metadata"]!["itemDesc"]!, StringComparison.Ordinal);
        var credited = (await store.Card(card)).Money("balance");
        Assert.Equal(load.Money("credited"), credited);
        // No cent more than was paid, and none that was paid is missing.
        Assert.InRange(load.Money("credited") - load.Money("amount"), 0m, 0.01m);
        await Assert.ThrowsAnyAsync<Exception>(() => outside.Pay(answer.Text("pr")));
        Assert.Equal(credited, (await store.Card(card)).Money("balance"));
    }

    [Fact]
    public async Task A_card_in_satoshis_takes_them_to_the_last()
    {
        var (server, store, card, url) = await Card(new { asset = "SATS", minLoad = "100", maxLoad = "5000", maxBalance = "6000" });
        var outside = await server.OutsideWallet();
        using var wallet = FlashClient.Anonymous(server.Url);
        var offer = (await wallet.Get(url)).Object;
        Assert.Equal((100_000L, 5_000_000L), ((long)offer["minSendable"]!, (long)offer["maxSendable"]!));
        var answer = (await wallet.Get($"{url}/cb?amount=5000000")).Object;
        await outside.Pay(answer.Text("pr"));
        var load = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!.AsObject();
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal("5000", (await store.Card(card)).Text("balance"));
        // What the card may still hold is what is offered.
        Assert.Equal(1_000_000L, (long)(await wallet.Get(url)).Object["maxSendable"]!);
        Error("amount-out-of-range", await wallet.Get($"{url}/cb?amount=99999"));
        // To the millisatoshi, where the node takes them.
        answer = (await wallet.Get($"{url}/cb?amount=100999")).Object;
        if (answer.ContainsKey("status") && server.IsReal)
            return;
        await outside.Pay(answer.Text("pr"));
        load = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!.AsObject();
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal("5100.999", (await store.Card(card)).Text("balance"));
    }

    [Theory]
    [InlineData("10", "10", null), InlineData("10", "10.05", null), InlineData("10", null, "10")]
    public async Task Limits_that_leave_little_room_are_kept_and_refuse_nobody(string min, string? max, string? balance)
    {
        var (server, store, card, url) = await Card(new { asset = "USD", minLoad = min, maxLoad = max, maxBalance = balance });
        var outside = await server.OutsideWallet();
        using var wallet = FlashClient.Anonymous(server.Url);
        var offer = (await wallet.Get(url)).Object;
        foreach (var msat in new[] { (long)offer["minSendable"]!, (long)offer["maxSendable"]! })
        {
            var answer = await wallet.Get($"{url}/cb?amount={msat}");
            Assert.InRange((await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!.Money("amount"), 10m, decimal.Parse(max ?? balance!, System.Globalization.CultureInfo.InvariantCulture));
            if (balance is null || msat == (long)offer["maxSendable"]!)
                await outside.Pay(answer.Object.Text("pr"));
        }
        if (balance is null)
            return;
        var load = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!;
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal("10.00", (await store.Card(card)).Text("balance"));
        Error("max-balance-exceeded", await wallet.Get(url));
    }

    [Fact]
    public async Task A_lost_card_offers_nothing_and_gets_what_was_asked_for_before()
    {
        var (server, store, card, url) = await Card(new { asset = "SATS", minLoad = "100", maxLoad = "5000", maxBalance = "6000" });
        var outside = await server.OutsideWallet();
        using var wallet = FlashClient.Anonymous(server.Url);
        var asked = (await wallet.Get($"{url}/cb?amount=2000000")).Object;
        (await store.Client.Post(store.Path($"cards/{card}/lost"))).Expect();
        foreach (var path in (string[])[url, $"{url}/cb?amount=2000000", $"{url}/cb?amount=1"])
            Error("card-lost", await Documented.Check(server, await wallet.Get(path)));
        await outside.Pay(asked.Text("pr"));
        var load = Assert.Single((await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]!.AsArray())!;
        await server.WaitForLoad(store, load.Text("id"), "credited");
        var page = new Uri((await store.Client.Get(store.Path($"cards/{card}/links"))).Object.Text("pageUrl")).AbsolutePath[1..];
        Assert.DoesNotContain(Lnurl.Encode($"{server.Url}/{url}"), (await wallet.Get(page)).Text, StringComparison.OrdinalIgnoreCase);
        (await store.Client.Post(store.Path($"cards/{card}/unfreeze"))).Expect();
        Assert.Equal(4_000_000L, (long)(await wallet.Get(url)).Object["maxSendable"]!);
        Assert.Contains(Lnurl.Encode($"{server.Url}/{url}"), (await wallet.Get(page)).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_balances_are_hidden_what_room_they_leave_is_not_offered()
    {
        var (server, store, card, url) = await Card(new { asset = "SATS", minLoad = "100", maxLoad = "5000", maxBalance = "6000" });
        using var wallet = FlashClient.Anonymous(server.Url);
        (await store.Client.Post(store.Path($"cards/{card}/adjustments"), new { amount = "4000", reason = "opening" })).Expect();
        Assert.Equal(2_000_000L, (long)(await wallet.Get(url)).Object["maxSendable"]!);
        (await store.Client.Put(store.Path("tap-settings"), new { showBalance = false })).Expect();
        Assert.Equal(5_000_000L, (long)(await Documented.Check(server, await wallet.Get(url))).Object["maxSendable"]!);
        Error("max-balance-exceeded", await Documented.Check(server, await wallet.Get($"{url}/cb?amount=5000000")));
        Assert.Empty((await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]!.AsArray());
        Assert.Equal(200, (await wallet.Get($"{url}/cb?amount=2000000")).Code);
    }

    [Fact]
    public async Task A_spread_leaves_room_for_loads_of_one_size_in_satoshis()
    {
        var (server, store, card, url) = await Card(new { asset = "SATS", minLoad = "5000", maxLoad = "5000" });
        var rates = $"api/v1/stores/{store.StoreId}/rates/configuration";
        var now = (await server.Admin.Get(rates)).Object;
        (await server.Admin.Put(rates, new { spread = "1", isCustomScript = true, effectiveScript = now.Text("effectiveScript") })).Expect();
        using var wallet = FlashClient.Anonymous(server.Url);
        var offer = (await wallet.Get(url)).Object;
        foreach (var end in (string[])["minSendable", "maxSendable"])
        {
            Assert.Equal(200, (await wallet.Get($"{url}/cb?amount={(long)offer[end]!}")).Code);
            Assert.Equal("5000", (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!.Text("amount"));
        }
    }

    [Theory, InlineData("USD"), InlineData("SATS")]
    public async Task A_store_with_a_spread_prices_what_it_is_paid_at_its_own_rate(string asset)
    {
        var (server, store, card, url) = await Card(new { asset });
        var rates = $"api/v1/stores/{store.StoreId}/rates/configuration";
        var now = (await server.Admin.Get(rates)).Object;
        (await server.Admin.Put(rates, new { spread = "10", isCustomScript = true, effectiveScript = now.Text("effectiveScript") })).Expect();
        using var wallet = FlashClient.Anonymous(server.Url);
        var outside = await server.OutsideWallet();
        await outside.Pay((await wallet.Get($"{url}/cb?amount=25000000")).Object.Text("pr"));
        var load = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!;
        // All of it was paid, so the load is no part of anything, and the invoice is settled.
        load = await server.WaitForLoad(store, load.Text("id"), "credited", "partial");
        Assert.Equal(("credited", load.Text("amount")), (load.Text("status"), load.Text("credited")));
        Assert.Equal("Settled", (await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices/{load.Text("invoiceId")}")).Object.Text("status"));
    }

    [Fact]
    public async Task A_stranger_does_not_choose_where_the_stores_checkout_is()
    {
        var (server, store, card, url) = await Card(new { asset = "USD" });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{server.Url}/{url}/cb?amount=25000000") { Headers = { Host = "elsewhere.example" } };
        using var answer = await http.SendAsync(request);
        if (server.IsReal && !answer.IsSuccessStatusCode)
            return;
        Assert.Contains("\"pr\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var load = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!;
        Assert.StartsWith(server.Url, load.Text("checkoutLink"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_store_is_told_to_staff_and_not_to_strangers()
    {
        var (server, store, card, url) = await Card(new { asset = "USD" });
        using var wallet = FlashClient.Anonymous(server.Url);
        await server.Wallet(store.StoreId, false);
        var answer = await wallet.Get($"{url}/cb?amount=25000000");
        Error("lightning-unavailable", answer);
        Assert.DoesNotContain("Creation of invoice", answer.Text, StringComparison.Ordinal);
        var told = await store.Client.Post(store.Path($"cards/{card}/loads"), new { amount = "5.00" });
        Assert.Equal("invoice-not-created", told.Refusal);
        Assert.Contains("Error retrieving a matching payment method or rate.", told.Json!.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_a_satoshi_that_was_paid_is_credited()
    {
        var (server, store, card, url) = await Card(new { asset = "SATS" });
        server.NeedsDevServer("a node that makes requests with a part of a satoshi");
        using var wallet = FlashClient.Anonymous(server.Url);
        var outside = await server.OutsideWallet();
        await outside.Pay((await wallet.Get($"{url}/cb?amount=1234567")).Object.Text("pr"));
        var load = (await store.Client.Get(store.Path($"cards/{card}/loads"))).Object["items"]![0]!;
        Assert.Equal("1234.567", (await server.WaitForLoad(store, load.Text("id"), "credited")).Text("credited"));
        Assert.Equal("1234.567", (await store.Card(card)).Text("balance"));
    }

    [Fact]
    public async Task A_node_of_whole_satoshis_says_so()
    {
        var (server, store, card, url) = await Card(new { asset = "SATS" });
        server.NeedsDevServer("a node of a chosen kind");
        (await server.Admin.Post($"dev/stores/{store.StoreId}/lightning", new { node = "phoenixd" })).Expect();
        using var wallet = FlashClient.Anonymous(server.Url);
        Error("whole-satoshis-only", await wallet.Get($"{url}/cb?amount=5000001"));
        var terms = LightningInvoiceReader.Read((await wallet.Get($"{url}/cb?amount=5001000")).Object.Text("pr"), Network.RegTest, DateTimeOffset.UtcNow);
        Assert.Equal(5_001_000, terms.Value!.AmountMsat);
        _ = card;
    }

    [Fact]
    public async Task What_is_wrong_is_told_as_wallets_read_it_and_makes_nothing()
    {
        var (server, store, card, url) = await Card(new { asset = "USD", minLoad = "5", maxLoad = "10" });
        using var wallet = FlashClient.Anonymous(server.Url);
        var token = url.Split('/')[^1];
        Error("link-not-found", await wallet.Get("flash/p/nothing"));
        Error("link-not-found", await wallet.Get($"flash/p/{token[..^1]}{(token[^1] == 'A' ? 'E' : 'A')}"));
        Error("link-not-found", await wallet.Get($"flash/p/{token}A"));
        foreach (var amount in new[] { "", "0", "-1", "1", "1e9", "99999999999999999999", "100000000000", "%00", "5 " })
            Error("amount-out-of-range", await wallet.Get($"{url}/cb?amount={amount}"));
        Error("amount-out-of-range", await wallet.Get($"{url}/cb"));
        var min = (long)(await wallet.Get(url)).Object["minSendable"]!;
        Error("comment-too-long", await wallet.Get($"{url}/cb?amount={min}&comment={new string('x', 141)}"));
        Assert.Empty((await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices")).List);
        (await store.Client.Post(store.Path($"cards/{card}/close"))).Expect();
        Error("card-closed", await wallet.Get(url));
        // The link of the holder's page opens no top-up.
        var page = (await store.Client.Get(store.Path($"cards/{card}/links"))).Object.Text("pageUrl").Split('/')[^1];
        Error("link-not-found", await wallet.Get($"flash/p/{page}"));
    }

    [Fact]
    public async Task A_card_and_an_address_have_their_share_of_requests()
    {
        var (server, _, _, url) = await Card(new { asset = "USD" });
        using var wallet = FlashClient.Anonymous(server.Url);
        var codes = new List<string?>();
        for (var i = 0; i < 45; i++)
            codes.Add((await wallet.Get($"{url}/cb?amount=1")).Refusal);
        Assert.Contains("too-many-requests", codes);
        Assert.Equal("amount-out-of-range", codes[0]);
        // Asking what the card takes is another matter.
        (await wallet.Get(url)).Object.Text("metadata");
    }

    private async Task<(FlashServer Server, StoreClient Store, string Card, string Url)> Card(object programme)
    {
        var server = await fixture.Server;
        var store = await server.NewStore(programme);
        var card = (await store.IssueCard()).Text("id");
        await store.Activate(card);
        var links = (await store.Client.Get(store.Path($"cards/{card}/links"))).Object;
        Assert.Equal(Lnurl.Encode(links.Text("topUpUrl")), links.Text("topUpLnurl"));
        return (server, store, card, links.Text("topUpUrl")[(server.Url.Length + 1)..]);
    }

    private static void Error(string code, Answer answer)
    {
        Assert.True((string?)answer.Object["status"] == "ERROR", answer.Text);
        Assert.Equal(code, answer.Refusal);
        Assert.False(string.IsNullOrWhiteSpace((string?)answer.Object["reason"]));
    }
}
