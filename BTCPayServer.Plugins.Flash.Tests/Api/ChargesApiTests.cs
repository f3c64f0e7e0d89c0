using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Charges over HTTP, as a cashier's key and as keys that may not.</summary>
public sealed class ChargesApiTests(ServerFixture fixture)
{
    private const string Permission = "btcpay.plugin.store.flash.";

    [Fact]
    public async Task A_cashier_looks_up_holds_captures_and_refunds()
    {
        var (server, store) = await Store();
        var card = await Card(store, "25.00");
        var cashier = await server.WithKey(store, Permission + "charge");

        foreach (var query in (string[])[$"id={card.Text("id")}", $"number={card.Text("number")}", $"token={Uri.EscapeDataString(card.Text("token"))}"])
        {
            var seen = (await Documented.Check(server, await cashier.Client.Get(cashier.Path($"cards/lookup?{query}")))).Object;
            Assert.Equal((card.Text("id"), "active", "25.00", "25.00"), (seen.Text("id"), seen.Text("state"), seen.Text("balance"), seen.Text("available")));
            Assert.Null(seen["number"]);
        }
        var hold = (await Documented.Check(server, await cashier.Client.Post(cashier.Path("charges"),
            new { card = new { number = card.Text("number") }, amount = "10.00", orderReference = "t4", metadata = new { table = 4 } }, Key()))).Object;
        Assert.Equal(("authorised", "10.00", "0.00"), (hold.Text("status"), hold.Text("amount"), hold.Text("captured")));
        Assert.Equal("15.00", (await cashier.Client.Get(cashier.Path($"cards/lookup?id={card.Text("id")}"))).Object.Text("available"));
        // To the last digit: what is answered first is what is read later.
        Assert.Equal(hold.ToJsonString(), (await cashier.Client.Get(cashier.Path($"charges/{hold.Text("id")}"))).Object.ToJsonString());
        var taken = await cashier.Capture(hold.Text("id"), "7.50");
        Assert.Equal(("captured", "7.50"), (taken.Text("status"), taken.Text("captured")));
        var back = await cashier.Refund(hold.Text("id"), "2.25", "cold soup");
        Assert.Equal(("partly-refunded", "2.25", "cold soup"), (back.Text("status"), back.Text("refunded"), (string?)back["events"]![1]!["reason"]));
        var read = (await cashier.Client.Get(cashier.Path($"charges/{hold.Text("id")}"))).Object;
        Assert.Equal(back.ToJsonString(), read.ToJsonString());
        Assert.Equal(4, (int)read["metadata"]!["table"]!);
        Assert.Equal("19.75", (await store.Card(card.Text("id"))).Text("balance"));
        var voided = await cashier.Void((await cashier.Charge(new { id = card.Text("id") }, "1.00", capture: false)).Text("id"));
        Assert.Equal("voided", voided.Text("status"));
    }

    [Fact]
    public async Task A_cashier_can_do_nothing_else()
    {
        var (server, store) = await Store();
        var card = (await Card(store, "25.00")).Text("id");
        var other = await server.NewStore();
        var cashier = await server.WithKey(store, Permission + "charge");
        foreach (var path in (string[])["charges", "cards", $"cards/{card}", $"cards/{card}/history", $"cards/{card}/token", "tills", "programme", "ledger/proof", "ledger/transfers", "ledger/accounts"])
            await Documented.Refused(server, 403, "missing-permission", await cashier.Client.Get(cashier.Path(path)));
        foreach (var (path, body) in ((string, object)[])[("cards", new { }), ($"cards/{card}/freeze", new { }), ($"cards/{card}/adjustments", new { amount = "1", reason = "x" }),
            ($"cards/{card}/loads", new { amount = "1" }), ("tills", new { name = "x" })])
            await Documented.Refused(server, 403, "missing-permission", await cashier.Client.Post(cashier.Path(path), body, Key()));
        Assert.Equal(403, (await cashier.Client.Put(cashier.Path("programme"), new { asset = "USD" })).Code);
        Assert.Equal(403, (await cashier.Client.Get(other.Path("cards/lookup?id=" + card))).Code);
        Assert.Equal(403, (await cashier.Client.Post(other.Path("charges"), new { card = new { id = card }, amount = "1" }, Key())).Code);
        Assert.Equal(401, (await FlashClient.Anonymous(server.Url).Post(store.Path("charges"), new { card = new { id = card }, amount = "1" }, Key())).Code);
        Assert.Equal("25.00", (await store.Card(card)).Text("balance"));
    }

    [Fact]
    public async Task A_viewer_lists_charges_and_takes_none()
    {
        var (server, store) = await Store();
        var card = (await Card(store, "25.00")).Text("id");
        for (var i = 0; i < 5; i++)
            await store.Charge(new { id = card }, "1.00", orderReference: i == 2 ? "a b/ü" : null);
        var viewer = await server.WithKey(store, Permission + "view");
        await Documented.Refused(server, 403, "missing-permission", await viewer.Client.Post(viewer.Path("charges"), new { card = new { id = card }, amount = "1" }, Key()));
        var first = (await Documented.Check(server, await viewer.Client.Get(viewer.Path("charges?limit=3")))).Object;
        var second = (await viewer.Client.Get(viewer.Path($"charges?limit=3&cursor={first.Text("cursor")}"))).Object;
        Assert.Equal((3, 2), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count));
        Assert.Null(second["cursor"]);
        Assert.Equal(5, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(c => (string)c!["id"]!).Distinct().Count());
        Assert.Single((await viewer.Client.Get(viewer.Path("charges?orderReference=" + Uri.EscapeDataString("a b/ü")))).Object["items"]!.AsArray());
        Assert.Equal(5, (await viewer.Client.Get(viewer.Path($"charges?cardId={card}"))).Object["items"]!.AsArray().Count);
        await Documented.Invalid(server, "cursor", await viewer.Client.Get(viewer.Path("charges?cursor=nonsense!")));
        await Documented.Invalid(server, "limit", await viewer.Client.Get(viewer.Path("charges?limit=many")));
        await Documented.Invalid(server, "cardId", await viewer.Client.Get(viewer.Path("charges?cardId=7")));
    }

    [Fact]
    public async Task Every_refusal_has_its_code()
    {
        var (server, store) = await Store(new { asset = "USD", chargeLimit = "20.00", dayLimit = "30.00" });
        var card = (await Card(store, "100.00")).Text("id");
        Task<Answer> Charge(string id, string amount, bool capture = true) =>
            store.Client.Post(store.Path("charges"), new { card = new { id }, amount, capture }, Key());
        Task<Answer> On(string charge, string action, object? body = null) => store.Client.Post(store.Path($"charges/{charge}/{action}"), body, Key());

        await Documented.Refused(server, 409, "limit-exceeded", await Charge(card, "20.01"));
        var sale = (await Charge(card, "20.00")).Object.Text("id");
        await Documented.Refused(server, 409, "limit-exceeded", await Charge(card, "10.01"));
        var poor = (await Card(store, "1.00")).Text("id");
        await Documented.Refused(server, 409, "insufficient-funds", await Charge(poor, "1.01"));
        await Documented.Refused(server, 404, "card-not-found", await Charge(Guid.NewGuid().ToString(), "1.00"));
        await Documented.Refused(server, 409, "card-not-activated", await Charge((await store.IssueCard()).Text("id"), "1.00"));
        await store.Client.Post(store.Path($"cards/{poor}/freeze"), new { });
        await Documented.Refused(server, 409, "card-frozen", await Charge(poor, "1.00"));
        await store.Client.Post(store.Path($"cards/{poor}/close"), new { payout = "written-off" });
        await Documented.Refused(server, 409, "card-closed", await Charge(poor, "1.00"));

        foreach (var action in (string[])["capture", "void"])
            await Documented.Refused(server, 409, "charge-already-resolved", await On(sale, action));
        await Documented.Refused(server, 409, "refund-exceeds-captured", await On(sale, "refunds", new { amount = "20.01" }));
        var hold = (await Charge(card, "5.00", capture: false)).Object.Text("id");
        await Documented.Refused(server, 409, "charge-not-captured", await On(hold, "refunds"));
        await Documented.Refused(server, 409, "capture-exceeds-authorisation", await On(hold, "capture", new { amount = "5.01" }));
        Assert.Equal(200, (await On(hold, "void")).Code);
        var without = await server.NewStoreWithoutProgramme();
        await Documented.Refused(server, 404, "programme-not-found", await without.Client.Post(without.Path("charges"), new { card = new { id = card }, amount = "1" }, Key()));

        var elsewhere = await server.NewStore();
        foreach (var id in (string[])[Guid.NewGuid().ToString(), "nonsense", sale])
        {
            await Documented.Refused(server, 404, "charge-not-found", await elsewhere.Client.Get(elsewhere.Path($"charges/{id}")));
            foreach (var action in (string[])["capture", "void", "refunds"])
                await Documented.Refused(server, 404, "charge-not-found", await elsewhere.Client.Post(elsewhere.Path($"charges/{id}/{action}"), null, Key()));
        }
        await Documented.Refused(server, 404, "card-not-found", await elsewhere.Client.Post(elsewhere.Path("charges"), new { card = new { id = card }, amount = "1" }, Key()));
    }

    [Fact]
    public async Task A_key_acts_once_over_http()
    {
        var (server, store) = await Store();
        var card = (await Card(store, "10.00")).Text("id");
        Task<Answer> Charge(string key, string amount) => store.Client.Post(store.Path("charges"), new { card = new { id = card }, amount, capture = true }, key);
        var storm = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Charge("storm", "1.00")));
        Assert.Single(storm.Select(a => a.Object.ToJsonString()).Distinct());
        await Documented.Refused(server, 409, "idempotency-key-reused", await Charge("storm", "1.01"));
        Assert.Equal("9.00", (await store.Card(card)).Text("balance"));
        await Documented.Refused(server, 409, "insufficient-funds", await Charge("poor", "9.01"));
        await store.Client.Post(store.Path($"cards/{card}/adjustments"), new { amount = "5.00", reason = "more" }, Key());
        await Documented.Refused(server, 409, "insufficient-funds", await Charge("poor", "9.01"));
        foreach (var bad in (string[])["", "a b", new string('x', 101)])
            await Documented.Refused(server, 400, "idempotency-key-invalid", await Charge(bad, "1.00"));
        Assert.Equal("14.00", (await store.Card(card)).Text("balance"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"charge\"")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"card":"CARD","amount":"1.00"}""")]
    [InlineData("""{"card":{"id":7},"amount":"1.00"}""")]
    [InlineData("""{"card":{"id":"nonsense"},"amount":"1.00"}""")]
    [InlineData("""{"card":{"id":"CARD","number":"1"},"amount":"1.00"}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":{}}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":[1]}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":true}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":null}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":NaN}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":1e1}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":-1}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.001"}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","capture":"maybe"}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","expiresInMinutes":"soon"}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","expiresInMinutes":99999999999999999999}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","metadata":[]}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","metadata":"{}"}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","metadata":{"a":"\u0000"}}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","metadata":{"a":1e400}}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","metadata":{"a":NaN}}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","description":"\u0000"}""")]
    [InlineData("""{"card":{"id":"CARD"},"amount":"1.00","description":{"a":1}}""")]
    public async Task A_body_that_makes_no_sense_is_refused_and_changes_nothing(string body)
    {
        var (_, store, card) = await Shared();
        var before = (await store.Card(card)).ToJsonString();
        var answer = await store.Client.Send(HttpMethod.Post, store.Path("charges"), body.Replace("CARD", card, StringComparison.Ordinal), Key());
        Assert.True(answer.Code is 400 or 422, $"answered {answer.Code}: {answer.Text}");
        Assert.Equal(before, (await store.Card(card)).ToJsonString());
    }

    [Fact]
    public async Task A_body_that_is_no_text_or_nested_too_deep_is_refused()
    {
        var (server, store, _) = await Shared();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.Authorization = server.Admin.Authorization;
        foreach (var body in (byte[][])[[0xFF, 0xFE, 0, 1], [.. "{\"description\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 3000)))])
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync("/" + store.Path("charges"), content);
            Assert.Equal((400, "request-invalid"), ((int)response.StatusCode, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]));
        }
    }

    [Fact]
    public async Task An_amount_may_be_a_json_number()
    {
        var (_, store, card) = await Shared();
        var charge = (await store.Client.Send(HttpMethod.Post, store.Path("charges"), $$"""{"card":{"id":"{{card}}"},"amount":0.10,"capture":true}""", Key())).Object;
        Assert.Equal("0.10", charge.Text("captured"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_ten_megabytes_is_refused(bool lengthKnown)
    {
        var (server, store, card) = await Shared();
        var before = (await store.Card(card)).ToJsonString();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.Authorization = server.Admin.Authorization;
        // The server may answer before all was sent; whoever waits to be asked for the body reads the answer for sure.
        http.DefaultRequestHeaders.ExpectContinue = lengthKnown;
        var body = $$"""{"card":{"id":"{{card}}"},"amount":"1.00","capture":true,"description":"{{new string('x', 10 << 20)}}"}""";
        using var content = lengthKnown ? (HttpContent)new StringContent(body, Encoding.UTF8, "application/json") : new Chunked(Encoding.UTF8.GetBytes(body));
        try
        {
            using var response = await http.PostAsync("/" + store.Path("charges"), content);
            Assert.Equal(413, (int)response.StatusCode);
            Assert.Equal("request-too-large", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
        }
        catch (HttpRequestException) when (!lengthKnown)
        {
            // It hung up on us: refused as well.
        }
        Assert.Equal(before, (await store.Card(card)).ToJsonString());
    }

    [Theory]
    [InlineData("Café ☕ 👩‍👩‍👧‍👦")]
    [InlineData("שלום \u202Eعالم\u202C \u200F")]
    [InlineData("<script>alert(1)</script> '\"\\ {{7*7}}")]
    public async Task Words_come_back_as_they_were(string words)
    {
        var (_, store, card) = await Shared();
        var metadata = new JsonObject { [words] = words, ["at"] = "2020-01-01T00:00:00+05:00" };
        var charge = (await store.Client.Post(store.Path("charges"), new { card = new { id = card }, amount = "0.01", capture = true, description = words, orderReference = words, metadata }, Key())).Object;
        var read = (await store.Client.Get(store.Path($"charges/{charge.Text("id")}"))).Object;
        Assert.Equal((words, words), (read.Text("description"), read.Text("orderReference")));
        Assert.True(JsonNode.DeepEquals(metadata, read["metadata"]), read["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task The_ledger_shows_what_moved_and_proves()
    {
        var (server, store) = await Store();
        var card = (await Card(store, "10.00")).Text("id");
        await store.Refund((await store.Charge(new { id = card }, "4.00", orderReference: "x")).Text("id"), "1.00");
        var viewer = await server.WithKey(store, Permission + "view");
        var proof = (await Documented.Check(server, await viewer.Client.Get(viewer.Path("ledger/proof")))).Object;
        Assert.Equal((true, 3), ((bool)proof["proven"]!, (int)proof["seq"]!));
        var log = (await Documented.Check(server, await viewer.Client.Get(viewer.Path("ledger/transfers?code=charge")))).Object["items"]!.AsArray();
        Assert.Equal(["refund 1.00", "post 4.00"], log.Select(t => $"{t!["kind"]} {t["amount"]}"));
        Assert.Equal(("sales", "6.00", "4.00"), (log[1]!.Text("creditCode"), log[1]!.Text("debitBalance"), log[1]!.Text("creditBalance")));
        var first = (await viewer.Client.Get(viewer.Path("ledger/transfers?limit=2"))).Object;
        Assert.Single((await viewer.Client.Get(viewer.Path($"ledger/transfers?limit=2&cursor={first.Text("cursor")}"))).Object["items"]!.AsArray());
        var accounts = (await Documented.Check(server, await viewer.Client.Get(viewer.Path("ledger/accounts")))).List;
        Assert.Equal("7.00", accounts.Single(a => (string?)a!["code"] == "cards")!.Text("balance"));
        Assert.Equal("3.00", accounts.Single(a => (string?)a!["code"] == "sales")!.Text("balance"));
        Assert.Equal(0m, accounts.Sum(a => a!.Money("balance")));
    }

    private static readonly Lock Gate = new();
    private static Task<(FlashServer, StoreClient, string)>? shared;

    /// <summary>One card that tests share which leave it as it was, or nearly.</summary>
    private Task<(FlashServer Server, StoreClient Store, string Card)> Shared()
    {
        lock (Gate)
            return shared ??= Make();

        async Task<(FlashServer, StoreClient, string)> Make()
        {
            var (server, store) = await Store();
            return (server, store, (await Card(store, "100.00")).Text("id"));
        }
    }

    private async Task<(FlashServer Server, StoreClient Store)> Store(object? programme = null)
    {
        var server = await fixture.Server;
        return (server, await server.NewStore(programme));
    }

    /// <summary>An active card with money on it; as it was answered when it was issued.</summary>
    internal static async Task<JsonObject> Card(StoreClient store, string balance)
    {
        var card = await store.IssueCard();
        await store.Activate(card.Text("id"));
        (await store.Client.Post(store.Path($"cards/{card.Text("id")}/adjustments"), new { amount = balance, reason = "for the test" }, Key())).Expect();
        return card;
    }

    internal static string Key() => Guid.NewGuid().ToString("N");

    private sealed class Chunked : ByteArrayContent
    {
        public Chunked(byte[] bytes) : base(bytes) => Headers.ContentType = new MediaTypeHeaderValue("application/json");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
