using System.Net;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Programme and cards as an app reaches them: over HTTP, on a server that runs the packed plugin.</summary>
public sealed class CardsTests(ServerFixture fixture)
{
    private const string View = "btcpay.plugin.store.flash.view";
    private const string Cards = "btcpay.plugin.store.flash.cards";
    private const string Charge = "btcpay.plugin.store.flash.charge";
    private const string Adjust = "btcpay.plugin.store.flash.adjust";
    private const string Settings = "btcpay.plugin.store.flash.settings";

    [Fact]
    public async Task A_programme_is_set_read_and_replaced()
    {
        var server = await fixture.Server;
        var store = await server.NewStoreWithoutProgramme();
        Expect(404, "programme-not-found", await store.Client.Get(store.Path("programme")));
        Expect(404, "programme-not-found", await store.Client.Post(store.Path("cards"), new { }));
        var set = await store.SetProgramme(new { asset = "jmd", minLoad = "500", maxLoad = "50000.50", timeZone = "America/Jamaica", validityMonths = 24, loadFeeBasisPoints = 150 });
        var read = (await store.Client.Get(store.Path("programme"))).Object;
        Assert.Equal(set.ToJsonString(), read.ToJsonString());
        Assert.Equal(("JMD", "500.00", "50000.50", "0.00", true), (read.Text("asset"), read.Text("minLoad"), read.Text("maxLoad"), read.Text("loadFee"), (bool)read["creditMarkedInvoices"]!));
        read = await store.SetProgramme(new { asset = "SATS", maxBalance = "1000000" });
        Assert.Equal(("SATS", "1000000", null), (read.Text("asset"), read.Text("maxBalance"), read["minLoad"]));
        await store.IssueCard();
        Expect(409, "asset-in-use", await store.Client.Put(store.Path("programme"), new { asset = "USD" }));
    }

    [Theory]
    [InlineData("""{"asset":"NOPE"}""", "asset")]
    [InlineData("""{}""", "asset")]
    [InlineData("""{"asset":"USD","minLoad":"-1"}""", "minLoad")]
    [InlineData("""{"asset":"USD","minLoad":"1.005"}""", "minLoad")]
    [InlineData("""{"asset":"USD","minLoad":"10","maxLoad":"9"}""", "maxLoad")]
    [InlineData("""{"asset":"USD","timeZone":"Nowhere"}""", "timeZone")]
    [InlineData("""{"asset":"USD","validityMonths":"many"}""", "validityMonths")]
    [InlineData("""{"asset":"USD","validityMonths":99999999999999999999}""", "validityMonths")]
    [InlineData("""{"asset":"USD","minLoad":{"a":1}}""", "minLoad")]
    [InlineData("""{"asset":"USD","creditMarkedInvoices":"perhaps"}""", "creditMarkedInvoices")]
    public async Task A_wrong_setting_is_named_and_nothing_changes(string body, string path)
    {
        var store = await (await fixture.Server).NewStore(new { asset = "USD", minLoad = "3" });
        Invalid(path, await store.Client.Put(store.Path("programme"), body));
        Assert.Equal("3.00", (await store.Client.Get(store.Path("programme"))).Object.Text("minLoad"));
    }

    [Fact]
    public async Task A_card_lives_from_issue_to_close()
    {
        var server = await fixture.Server;
        var store = await server.NewStore(new { asset = "USD", validityMonths = 12 });
        var card = await store.IssueCard(new { kind = "physical", holder = "h-1", label = "Blue", metadata = new { shirt = "XL", since = "2026-01-01T00:00:00Z" } });
        var id = card.Text("id");
        Assert.Equal(("issued", "physical", "0.00", "USD"), (card.Text("state"), card.Text("kind"), card.Text("balance"), card.Text("asset")));
        Assert.Matches("^9910[0-9]{12}$", card.Text("number"));
        Assert.Matches("^fc_", card.Text("token"));
        var read = await store.Card(id);
        Assert.Null(read["activationCode"]);
        Assert.Null(read["token"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)read["metadata"]!["since"]);
        Assert.Equal(card.Text("token"), (await store.Client.Get(store.Path($"cards/{id}/token"))).Object.Text("token"));

        Expect(400, "activation-code-wrong", await store.Client.Post(store.Path($"cards/{id}/activate"), new { code = "AAAA-AAAA" }));
        Expect(404, "card-not-found", await store.Client.Post(store.Path("cards/activate"), new { number = "9910000000000000", code = "AAAA-AAAA" }));
        Invalid("code", await store.Client.Post(store.Path("cards/activate"), new { number = card.Text("number") }));
        var active = (await store.Client.Post(store.Path("cards/activate"), new { number = card.Text("number"), code = card.Text("activationCode") })).Object;
        Assert.Equal("active", active.Text("state"));
        Assert.NotNull(active["expiresAt"]);
        Expect(409, "card-already-active", await store.Client.Post(store.Path($"cards/{id}/activate"), new { code = card.Text("activationCode") }));
        Assert.Equal("active", (await store.Client.Post(store.Path($"cards/{id}/activate"))).Object.Text("state"));

        var patched = (await store.Client.Patch(store.Path($"cards/{id}"), new { label = "Red", holder = (string?)null, limits = new { charge = "20", day = (string?)null } })).Object;
        Assert.Equal(("Red", null, "XL", "20.00", true), (patched.Text("label"), patched["holder"], (string?)patched["metadata"]!["shirt"], (string?)patched["limits"]!["charge"], (bool)patched["limits"]!["own"]!));
        patched = (await store.Client.Patch(store.Path($"cards/{id}"), """{"limits":null}""")).Object;
        Assert.Equal((null, false), ((string?)patched["limits"]!["charge"], (bool)patched["limits"]!["own"]!));

        Assert.Equal("frozen", (await store.Client.Post(store.Path($"cards/{id}/freeze"))).Object.Text("state"));
        Assert.Equal("active", (await store.Client.Post(store.Path($"cards/{id}/unfreeze"))).Object.Text("state"));
        (await store.Client.Post(store.Path($"cards/{id}/adjustments"), new { amount = "7.25", reason = "found a coin" })).Expect();
        Expect(409, "card-has-balance", await store.Client.Post(store.Path($"cards/{id}/close")));
        Invalid("payout", await store.Client.Post(store.Path($"cards/{id}/close"), new { payout = "somewhere" }));
        var closed = (await store.Client.Post(store.Path($"cards/{id}/close"), new { payout = "paid-out" })).Object;
        Assert.Equal(("closed", "0.00"), (closed.Text("state"), closed.Text("balance")));
        Expect(409, "card-closed", await store.Client.Post(store.Path($"cards/{id}/freeze")));

        var history = await Entries(store, id);
        Assert.Equal([("close", "-7.25", "0.00"), ("adjustment", "7.25", "7.25")], history.Select(entry => (entry!.Text("type"), entry!.Text("amount"), entry!.Text("balance"))));
        Assert.Equal("found a coin", (string?)history[1]!["details"]!["reason"]);
        Assert.All(history, entry => Assert.False(string.IsNullOrEmpty((string?)entry!["details"]!["by"])));
    }

    [Theory]
    [InlineData("""{"kind":"golden"}""", "kind")]
    [InlineData("""{"metadata":"text"}""", "metadata")]
    [InlineData("""{"metadata":[1]}""", "metadata")]
    [InlineData("""{"limits":{"charge":"-1"}}""", "limits.charge")]
    [InlineData("""{"label":"a\u0000b"}""", "label")]
    [InlineData("""{"holder":{}}""", "holder")]
    public async Task A_wrong_card_names_its_field_and_is_not_made(string body, string path)
    {
        var store = await (await fixture.Server).NewStore();
        Invalid(path, await store.Client.Post(store.Path("cards"), body));
        Assert.Empty((await store.Client.Get(store.Path("cards"))).Object["items"]!.AsArray());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    public async Task What_is_no_request_is_refused_without_harm(string body)
    {
        var store = await (await fixture.Server).NewStore();
        var answer = await store.Client.Post(store.Path("cards"), body);
        Assert.InRange(answer.Code, 400, 422);
        Assert.Empty((await store.Client.Get(store.Path("cards"))).Object["items"]!.AsArray());
    }

    [Fact]
    public async Task A_retried_issue_is_one_card()
    {
        var store = await (await fixture.Server).NewStore();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.Client.Post(store.Path("cards"), new { label = "x" }, "issue-1")));
        Assert.Single(answers.Select(answer => answer.Object.ToJsonString()).Distinct());
        Expect(409, "idempotency-key-reused", await store.Client.Post(store.Path("cards"), new { label = "y" }, "issue-1"));
        Assert.Single((await store.Client.Get(store.Path("cards"))).Object["items"]!.AsArray());
    }

    [Fact]
    public async Task A_batch_is_a_CSV_file_whose_codes_open_its_cards()
    {
        var store = await (await fixture.Server).NewStore();
        var answer = await store.Client.Post(store.Path("cards/batch"), new { count = 1200, label = "=cmd()" }, "batch-1");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var lines = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,number,printed_number,activation_code,token", lines[0]);
        Assert.Equal(1201, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches("^[0-9a-f-]{36},[0-9]{16},[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4},[A-Z][A-Z2-9]{3}-[A-Z2-9]{4},fc_[A-Za-z0-9_-]{32}$", line));
        Assert.Equal(answer.Text, (await store.Client.Post(store.Path("cards/batch"), new { count = 1200, label = "=cmd()" }, "batch-1")).Text);
        var fields = lines[600].Split(',');
        Assert.Equal("active", (await store.Client.Post(store.Path("cards/activate"), new { number = fields[2], code = fields[3] })).Object.Text("state"));
        Invalid("count", await store.Client.Post(store.Path("cards/batch"), new { count = 10_001 }));
        Invalid("count", await store.Client.Post(store.Path("cards/batch"), new { count = -1 }));
        Invalid("count", await store.Client.Post(store.Path("cards/batch"), new { }));
    }

    [Fact]
    public async Task Cards_are_searched_page_by_page()
    {
        var store = await (await fixture.Server).NewStore();
        for (var i = 0; i < 5; i++)
            await store.IssueCard(new { label = $"Cup {i}", holder = i % 2 == 0 ? "even" : "odd" });
        var first = (await store.Client.Get(store.Path("cards?limit=2&holder=even"))).Object;
        var second = (await store.Client.Get(store.Path($"cards?limit=2&holder=even&cursor={first.Text("cursor")}"))).Object;
        Assert.Equal(["Cup 4", "Cup 2", "Cup 0"], first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(card => card!.Text("label")));
        Assert.Null(second["cursor"]);
        Assert.Equal(5, (await store.Client.Get(store.Path("cards?label=cup&state=issued"))).Object["items"]!.AsArray().Count);
        var last4 = first["items"]![0]!.Text("last4");
        Assert.Contains("Cup 4", (await store.Client.Get(store.Path($"cards?last4={last4}"))).Text);
        Invalid("state", await store.Client.Get(store.Path("cards?state=lost")));
        Invalid("cursor", await store.Client.Get(store.Path("cards?cursor=%00")));
        Assert.InRange((await store.Client.Get(store.Path("cards?limit=abc"))).Code, 400, 422);
        Assert.Single((await store.Client.Get(store.Path("cards?limit=-5"))).Object["items"]!.AsArray());
    }

    [Fact]
    public async Task An_adjustment_needs_a_reason_and_happens_once_for_its_key()
    {
        var store = await (await fixture.Server).NewStore();
        var path = store.Path($"cards/{(await store.IssueCard()).Text("id")}/adjustments");
        Invalid("reason", await store.Client.Post(path, new { amount = "1" }));
        foreach (var amount in new[] { "\"0\"", "\"NaN\"", "\"1e9\"", "\"99999999999999999999999999999999\"", "null", "\"0.001\"", "\"\"" })
            Invalid("amount", await store.Client.Post(path, $$"""{"amount":{{amount}},"reason":"r"}"""));
        var one = (await store.Client.Post(path, new { amount = "46116860184273879.04", reason = "all there is" }, "a1")).Object;
        Assert.Equal((await store.Client.Get("api/v1/users/me")).Object.Text("id"), one["details"]!.Text("by"));
        Assert.Equal(one.Text("id"), (await store.Client.Post(path, new { amount = "46116860184273879.04", reason = "all there is" }, "a1")).Object.Text("id"));
        Expect(409, "idempotency-key-reused", await store.Client.Post(path, new { amount = "2", reason = "r" }, "a1"));
        Expect(409, "balance-too-large", await store.Client.Post(path, new { amount = "0.01", reason = "r" }));
        Expect(409, "insufficient-funds", await store.Client.Post(path, new { amount = "-46116860184273879.04", reason = "r" }, "a2") is { Succeeded: true }
            ? await store.Client.Post(path, new { amount = "-0.01", reason = "r" }) : throw new InvalidOperationException("the whole balance could not be taken"));
    }

    [Fact]
    public async Task Each_permission_opens_its_own_doors()
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        var requests = new (string Needs, Func<StoreClient, Task<Answer>> Send)[]
        {
            (View, s => s.Client.Get(s.Path("programme"))),
            (View, s => s.Client.Get(s.Path("cards"))),
            (View, s => s.Client.Get(s.Path($"cards/{id}"))),
            (View, s => s.Client.Get(s.Path($"cards/{id}/history"))),
            (View, s => s.Client.Get(s.Path($"cards/{id}/loads"))),
            (Cards, s => s.Client.Post(s.Path("cards"), new { })),
            (Cards, s => s.Client.Post(s.Path("cards/batch"), new { count = 1 })),
            (Cards, s => s.Client.Get(s.Path($"cards/{id}/token"))),
            (Cards, s => s.Client.Patch(s.Path($"cards/{id}"), new { label = "x" })),
            (Cards, s => s.Client.Post(s.Path($"cards/{id}/activate"))),
            (Cards, s => s.Client.Post(s.Path($"cards/{id}/freeze"))),
            (Cards, s => s.Client.Post(s.Path($"cards/{id}/unfreeze"))),
            (Cards, s => s.Client.Post(s.Path($"cards/{id}/loads"), new { amount = "5" })),
            (Adjust, s => s.Client.Post(s.Path($"cards/{id}/adjustments"), new { amount = "1", reason = "r" })),
            (Settings, s => s.Client.Put(s.Path("programme"), new { asset = "USD" })),
            (Charge, s => s.Client.Get(s.Path($"cards/lookup?id={id}"))),
        };
        foreach (var (key, alsoViews) in new[] { (View, true), (Cards, true), (Charge, false), (Adjust, true), (Settings, true), ("*", true) })
        {
            var client = await server.WithKey(store, key);
            foreach (var (needs, send) in requests)
            {
                var answer = await send(client);
                var allowed = key == "*" || key == needs || (needs == View && alsoViews);
                Assert.True(allowed == answer.Succeeded && (allowed || answer.Code == 403), $"{key} on {answer.Request}: {answer.Code} {answer.Text}");
            }
        }
        using var nobody = FlashClient.Anonymous(server.Url);
        Assert.Equal(401, (await nobody.Get(store.Path("cards"))).Code);
    }

    [Fact]
    public async Task Cards_of_another_store_are_not_there()
    {
        var server = await fixture.Server;
        var (mine, other) = (await server.NewStore(), await server.NewStore());
        var card = await mine.IssueCard();
        var id = card.Text("id");
        foreach (var answer in new[]
        {
            await other.Client.Get(other.Path($"cards/{id}")), await other.Client.Get(other.Path($"cards/{id}/history")), await other.Client.Post(other.Path($"cards/{id}/freeze")),
            await other.Client.Post(other.Path($"cards/{id}/close")), await other.Client.Post(other.Path($"cards/{id}/loads"), new { amount = "5" }),
            await other.Client.Post(other.Path($"cards/{id}/adjustments"), new { amount = "5", reason = "r" }), await other.Client.Patch(other.Path($"cards/{id}"), new { label = "x" }),
            await other.Client.Post(other.Path("cards/activate"), new { number = card.Text("number"), code = card.Text("activationCode") }),
        })
            Expect(404, "card-not-found", answer);
        Assert.Equal(404, (await other.Client.Get(other.Path("cards/not-an-id"))).Code);
        Assert.Equal("issued", (await mine.Card(id)).Text("state"));
    }

    internal static async Task<JsonArray> Entries(StoreClient store, string card) =>
        (await store.Client.Get(store.Path($"cards/{card}/history"))).Object["items"]!.AsArray();

    internal static void Expect(int status, string code, Answer answer) => Assert.Equal((status, code), (answer.Code, answer.Refusal ?? answer.Text));

    internal static void Invalid(string path, Answer answer)
    {
        Assert.True(answer.Code == 422, $"{answer.Request}: {answer.Code} {answer.Text}");
        // The server adds what else could not be read when a body does not fit.
        Assert.Contains(Assert.IsType<JsonArray>(answer.Json), error => (string?)error!["path"] == path);
    }
}
