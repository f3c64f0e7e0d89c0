using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Tills over HTTP: paired, used, revoked; and what their token does not open.</summary>
public sealed class TillsApiTests(ServerFixture fixture)
{
    private const string Till = "api/v1/flash/till/";

    [Fact]
    public async Task A_device_is_paired_and_takes_charges()
    {
        var (server, store) = await Store();
        var card = await ChargesApiTests.Card(store, "25.00");
        var (till, made) = await Pair(server, store, new { name = "Bar 🍹", chargeLimit = "20.00", dayLimit = "22.00" });
        Assert.Equal(("Bar 🍹", "20.00"), (made["till"]!.Text("name"), made["till"]!.Text("chargeLimit")));
        var payload = JsonNode.Parse(made.Text("pairingPayload"))!;
        Assert.Equal(("flash-till", server.Url, made.Text("pairingCode")), (payload.Text("type"), payload.Text("server"), payload.Text("code")));

        var me = (await Documented.Check(server, await till.Get(Till + "me"))).Object;
        Assert.Equal((made["till"]!.Text("id"), store.StoreId), (me.Text("id"), me.Text("storeId")));
        var seen = (await Documented.Check(server, await till.Get(Till + $"cards/lookup?number={card.Text("number")}"))).Object;
        Assert.Equal(("active", "25.00"), (seen.Text("state"), seen.Text("available")));
        var hold = (await Documented.Check(server, await till.Post(Till + "charges", new { card = new { token = card.Text("token") }, amount = "10.00" }, ChargesApiTests.Key()))).Object;
        Assert.Equal(("authorised", me.Text("id")), (hold.Text("status"), hold.Text("tillId")));
        var id = hold.Text("id");
        Assert.Equal("captured", (await till.Post(Till + $"charges/{id}/capture", new { amount = "9.00" }, ChargesApiTests.Key())).Object.Text("status"));
        Assert.Equal("partly-refunded", (await till.Post(Till + $"charges/{id}/refunds", new { amount = "1.00", reason = "spilt" }, ChargesApiTests.Key())).Object.Text("status"));
        Assert.Equal("1.00", (await till.Get(Till + $"charges/{id}")).Object.Text("refunded"));
        var second = (await till.Post(Till + "charges", new { card = new { id = card.Text("id") }, amount = "1.00" }, ChargesApiTests.Key())).Object.Text("id");
        Assert.Equal("voided", (await till.Post(Till + $"charges/{second}/void", null, ChargesApiTests.Key())).Object.Text("status"));
        await Documented.Refused(server, 409, "till-limit-exceeded", await till.Post(Till + "charges", new { card = new { id = card.Text("id") }, amount = "20.01" }, ChargesApiTests.Key()));
        await Documented.Refused(server, 409, "till-limit-exceeded", await till.Post(Till + "charges", new { card = new { id = card.Text("id") }, amount = "13.01" }, ChargesApiTests.Key()));
        Assert.Equal("17.00", (await store.Card(card.Text("id"))).Text("balance"));
    }

    [Fact]
    public async Task A_tills_token_opens_its_own_store_and_nothing_else()
    {
        var (server, store) = await Store();
        var other = await server.NewStore();
        var card = (await ChargesApiTests.Card(store, "25.00")).Text("id");
        var elsewhere = (await ChargesApiTests.Card(other, "25.00")).Text("id");
        var sale = (await other.Charge(new { id = elsewhere }, "1.00")).Text("id");
        var (till, made) = await Pair(server, store);
        await Documented.Refused(server, 404, "card-not-found", await till.Post(Till + "charges", new { card = new { id = elsewhere }, amount = "1.00" }, ChargesApiTests.Key()));
        await Documented.Refused(server, 404, "card-not-found", await till.Get(Till + $"cards/lookup?id={elsewhere}"));
        await Documented.Refused(server, 404, "charge-not-found", await till.Get(Till + $"charges/{sale}"));
        await Documented.Refused(server, 404, "charge-not-found", await till.Post(Till + $"charges/{sale}/refunds", null, ChargesApiTests.Key()));
        foreach (var path in (string[])["charges", $"cards/{card}", $"cards/lookup?id={card}", "tills", "programme", "ledger/proof"])
            Assert.Equal(401, (await till.Get(store.Path(path))).Code);
        Assert.Equal(401, (await till.Post(store.Path("charges"), new { card = new { id = card }, amount = "1.00" }, ChargesApiTests.Key())).Code);
        Assert.Equal(401, (await till.Delete(store.Path($"tills/{made["till"]!.Text("id")}"))).Code);
        Assert.Equal(401, (await till.Get("api/v1/users/me")).Code);
        Assert.Equal("25.00", (await store.Card(card)).Text("balance"));
    }

    [Fact]
    public async Task Nobody_else_is_a_till()
    {
        var (server, store) = await Store();
        using var key = FlashClient.WithApiKey(server.Url, await server.Admin.CreateApiKey("all", [$"btcpay.store.canmodifystoresettings:{store.StoreId}"]));
        using var anonymous = FlashClient.Anonymous(server.Url);
        using var forged = FlashClient.WithTillToken(server.Url, $"flt_{store.StoreId}.{new string('A', 43)}");
        foreach (var client in (FlashClient[])[key, anonymous, forged, server.Admin])
        {
            await Documented.Refused(server, 401, "unauthenticated", await client.Get(Till + "me"));
            await Documented.Refused(server, 401, "unauthenticated", await client.Post(Till + "charges", new { }, ChargesApiTests.Key()));
        }
    }

    [Fact]
    public async Task Both_ways_to_send_a_token_work()
    {
        var (server, store) = await Store();
        var (_, _, token) = await PairForToken(server, store);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        foreach (var scheme in (string[])["Till", "till", "Bearer"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/" + Till + "me");
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, token);
            using var response = await http.SendAsync(request);
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_web_page_may_be_a_till()
    {
        var (server, _) = await Store();
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Options, "/" + Till + "charges");
        request.Headers.Add("Origin", "https://pos.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        using var response = await http.SendAsync(request);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Revoking_shuts_the_till_at_once()
    {
        var (server, store) = await Store();
        var card = (await ChargesApiTests.Card(store, "25.00")).Text("id");
        var (till, made) = await Pair(server, store);
        var id = made["till"]!.Text("id");
        Assert.Equal(200, (await till.Post(Till + "charges", new { card = new { id = card }, amount = "1.00", capture = true }, ChargesApiTests.Key())).Code);
        Assert.NotNull((await Documented.Check(server, await store.Client.Delete(store.Path($"tills/{id}")))).Object["revokedAt"]);
        await Documented.Refused(server, 401, "unauthenticated", await till.Post(Till + "charges", new { card = new { id = card }, amount = "1.00", capture = true }, ChargesApiTests.Key()));
        await Documented.Refused(server, 409, "till-revoked", await store.Client.Post(store.Path($"tills/{id}/code")));
        Assert.NotNull((await store.Client.Get(store.Path("tills"))).List.Single()!["revokedAt"]);
        Assert.Equal("24.00", (await store.Card(card)).Text("balance"));
    }

    [Fact]
    public async Task A_paired_till_is_changed_and_stays_paired()
    {
        var (server, store) = await Store();
        var card = (await ChargesApiTests.Card(store, "100.00")).Text("id");
        var (till, made) = await Pair(server, store, new { name = "Bar", chargeLimit = "20.00", dayLimit = "50.00" });
        var path = store.Path($"tills/{made["till"]!.Text("id")}");
        Task<Answer> Charge(string amount) => till.Post(Till + "charges", new { card = new { id = card }, amount, capture = true }, ChargesApiTests.Key());
        Assert.Equal(200, (await Charge("20.00")).Code);

        var changed = (await Documented.Check(server, await store.Client.Patch(path, new { chargeLimit = "5.00" }))).Object;
        Assert.Equal(("Bar", "5.00", "50.00"), (changed.Text("name"), changed.Text("chargeLimit"), changed.Text("dayLimit")));
        await Documented.Refused(server, 409, "till-limit-exceeded", await Charge("5.01"));
        changed = (await Documented.Check(server, await store.Client.Patch(path, new JsonObject { ["name"] = "Terrace", ["chargeLimit"] = null, ["dayLimit"] = "45.00" }))).Object;
        Assert.Equal(("Terrace", null, "45.00"), (changed.Text("name"), (string?)changed["chargeLimit"], changed.Text("dayLimit")));
        await Documented.Refused(server, 409, "till-limit-exceeded", await Charge("25.01"));
        Assert.Equal(200, (await Charge("25.00")).Code);
        Assert.Equal("Terrace", (await till.Get(Till + "me")).Object.Text("name"));
        Assert.Equal("45.00", (await Documented.Check(server, await store.Client.Patch(path, new { }))).Object.Text("dayLimit"));

        await Documented.Invalid(server, "name", await store.Client.Patch(path, new JsonObject { ["name"] = null }));
        await Documented.Invalid(server, "chargeLimit", await store.Client.Patch(path, new { chargeLimit = "0" }));
        await Documented.Invalid(server, "dayLimit", await store.Client.Patch(path, new { dayLimit = "1.234" }));
        Assert.Equal(401, (await till.Patch(path, new { name = "Mine" })).Code);
        var manager = await server.WithKey(store, "btcpay.plugin.store.flash.cards");
        await Documented.Refused(server, 403, "missing-permission", await manager.Client.Patch(path, new { name = "x" }));
        await Documented.Refused(server, 404, "till-not-found", await store.Client.Patch(store.Path($"tills/{Guid.NewGuid()}"), new { name = "x" }));
        await Documented.Refused(server, 404, "till-not-found", await store.Client.Patch(store.Path("tills/nonsense"), new { name = "x" }));
        var other = await server.NewStore();
        await Documented.Refused(server, 404, "till-not-found", await other.Client.Patch(other.Path($"tills/{made["till"]!.Text("id")}"), new { name = "x" }));
        await store.Client.Delete(path);
        await Documented.Refused(server, 409, "till-revoked", await store.Client.Patch(path, new { name = "x" }));
    }

    [Fact]
    public async Task Only_who_may_change_settings_makes_tills()
    {
        var (server, store) = await Store();
        var manager = await server.WithKey(store, "btcpay.plugin.store.flash.cards");
        await Documented.Refused(server, 403, "missing-permission", await manager.Client.Post(manager.Path("tills"), new { name = "x" }));
        Assert.Empty((await manager.Client.Get(manager.Path("tills"))).List);
        var owner = await server.WithKey(store, "btcpay.plugin.store.flash.settings");
        var made = (await Documented.Check(server, await owner.Client.Post(owner.Path("tills"), new { name = "x" }))).Object;
        Assert.DoesNotContain("flt_", made.ToJsonString());
        await Documented.Invalid(server, "name", await owner.Client.Post(owner.Path("tills"), new { }));
        await Documented.Invalid(server, "dayLimit", await owner.Client.Post(owner.Path("tills"), new { name = "x", dayLimit = "1.234" }));
        await Documented.Refused(server, 404, "till-not-found", await owner.Client.Delete(owner.Path($"tills/{Guid.NewGuid()}")));
        await Documented.Refused(server, 404, "till-not-found", await owner.Client.Delete(owner.Path("tills/nonsense")));
        var other = await server.NewStore();
        await Documented.Refused(server, 404, "till-not-found", await other.Client.Delete(other.Path($"tills/{made["till"]!.Text("id")}")));
        var without = await server.NewStoreWithoutProgramme();
        await Documented.Refused(server, 404, "programme-not-found", await without.Client.Post(without.Path("tills"), new { name = "x" }));
    }

    [Fact]
    public async Task A_wrong_code_pairs_nothing()
    {
        var (server, _) = await Store();
        using var anonymous = FlashClient.Anonymous(server.Url);
        await Documented.Refused(server, 403, "pairing-code-invalid", await anonymous.Post(Till + "pair", new { code = "0000-0000-0000-0000" }));
        await Documented.Refused(server, 403, "pairing-code-invalid", await anonymous.Post(Till + "pair", new { }));
        await Documented.Invalid(server, "code", await anonymous.Send(HttpMethod.Post, Till + "pair", """{"code":{}}"""));
    }

    private async Task<(FlashServer Server, StoreClient Store)> Store()
    {
        var server = await fixture.Server;
        return (server, await server.NewStore());
    }

    internal static async Task<(FlashClient Till, JsonObject Made)> Pair(FlashServer server, StoreClient store, object? till = null)
    {
        var (client, made, _) = await PairForToken(server, store, till);
        return (client, made);
    }

    private static async Task<(FlashClient Till, JsonObject Made, string Token)> PairForToken(FlashServer server, StoreClient store, object? till = null)
    {
        var made = (await Documented.Check(server, await store.Client.Post(store.Path("tills"), till ?? new { name = "Bar" }))).Object;
        using var anonymous = FlashClient.Anonymous(server.Url);
        var token = (await Documented.Check(server, await anonymous.Post(Till + "pair", new { code = made.Text("pairingCode") }))).Object.Text("token");
        return (FlashClient.WithTillToken(server.Url, token), made, token);
    }
}
