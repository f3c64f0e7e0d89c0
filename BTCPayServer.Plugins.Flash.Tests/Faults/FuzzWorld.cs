using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Flash.Client;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>What was answered, and how long it took.</summary>
internal sealed record FuzzAnswer(int Code, string Type, string Text, string Headers, TimeSpan Took)
{
    /// <summary>All that somebody who asks can see.</summary>
    public string Seen => $"{Code} {Headers}\n{Text}";
}

/// <summary>A server with two stores, their cards, chips and links, and somebody without credentials who sends what he likes from wherever he likes.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    // What counts requests, and what is derived from the log in the background.
    private static readonly string[] Restless = ["request_rates", "proofs", "day_totals", "cursors"];

    private readonly HttpClient http;
    private int callers;

    private FuzzWorld(FlashServer server, TappedStore store, TappedStore other)
    {
        (Server, Store, Other) = (server, store, other);
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(100) };
    }

    public FlashServer Server { get; }
    public TappedStore Store { get; }
    public TappedStore Other { get; }
    /// <summary>The store's name in the URLs of its cards.</summary>
    public string Code { get; private set; } = "";
    public string OtherCode { get; private set; } = "";
    public SoftwareChip Chip { get; private set; } = null!;
    public SoftwareChip OthersChip { get; private set; } = null!;
    public string TopUp { get; private set; } = "";
    public string Holder { get; private set; } = "";
    public string Till { get; private set; } = "";
    /// <summary>All that is secret somewhere, none of it good for anything in a place where it does not belong.</summary>
    public string[] Secrets { get; private set; } = [];
    /// <summary>What belongs where, by name.</summary>
    public Dictionary<string, string[]> Right { get; } = [];

    public static async Task<FuzzWorld> Open(PostgresFixture postgres)
    {
        var server = await FlashServer.Start(postgres);
        var world = new FuzzWorld(server, await TappedStore.Open(server, new { asset = "SATS" }), await TappedStore.Open(server, new { asset = "SATS" }));
        var (card, chip) = await world.Store.Card("100000");
        (var othersCard, world.OthersChip) = await world.Other.Card("100000");
        world.Chip = chip;
        var used = Parts(chip.Tap());
        var spent = Parts(world.OthersChip.Tap());
        (world.Code, world.OtherCode) = (used.Code, spent.Code);
        var taps = new List<string>();
        foreach (var (code, p, c) in new[] { used, spent })
            taps.Add((await world.Store.Anyone.Get($"flash/t/{code}?p={p}&c={c}")).Object.Text("k1"));
        (world.TopUp, world.Holder) = await Links(world.Store, card);
        var (othersTopUp, othersHolder) = await Links(world.Other, othersCard);
        var (code1, token) = await Paired(world.Store);
        world.Till = token;
        var link = await world.Link(card);
        // A true link is tried too: it must be there afterwards.
        world.Secrets = [used.Code, used.P, used.C, spent.Code, spent.P, spent.C, .. taps, world.TopUp, world.Holder, othersTopUp, othersHolder, code1, token, link, link[..12] + new string('A', 32)];
        await world.FindRight(used, link, code1);
        return world;
    }

    // More than one card, as each has its share of requests.
    private async Task FindRight((string Code, string P, string C) used, string link, string pairing)
    {
        var (taps, topUps, holders) = (new List<string>(), new List<string> { TopUp }, new List<string> { Holder });
        for (var i = 0; i < 5; i++)
        {
            var (card, chip) = await Store.Card("100000");
            taps.Add((await Store.Tap(chip)).Text("k1"));
            var (topUp, holder) = await Links(Store, card);
            topUps.Add(topUp);
            holders.Add(holder);
        }
        // Good until it is seen that it names no amount.
        string[] amountless = [(await Store.Ask(new OutsideInvoices.Wrong(AmountMsat: null))).Bolt11];
        string[] spent = [$"lnurlw://x/flash/t/{used.Code}?p={used.P}&c={used.C}"];
        (Right["{tapCode}"], Right["tapCode"], Right["p"], Right["c"]) = ([used.Code], [used.Code], [used.P], [used.C]);
        (Right["k1"], Right["pr"], Right["invoice"], Right["pin"]) = ([.. taps], amountless, amountless, ["0000"]);
        (Right["{token}"], Right["{holder}"], Right["{secret}"], Right["code"]) = ([.. topUps], [.. holders], [link], [pairing]);
        (Right["url"], Right["LNURLW"], Right["amount"], Right["lang"]) = (spent, spent, ["1"], ["ar", "es"]);
    }

    /// <summary>A programming link's secret for a new chip of the card, or of a card of its own.</summary>
    public async Task<string> Link(string? card = null) =>
        (await Store.Store.Client.Post(Store.Store.Path($"cards/{card ?? (await Store.Store.IssueCard(new { kind = "physical" })).Text("id")}/boltcard/program"))).Object.Text("url").Split('/')[^1];

    /// <summary>A pairing code that nobody used.</summary>
    public async Task<string> PairingCode(TappedStore? store = null) => (await (store ?? Store).Store.Client.Post((store ?? Store).Store.Path("tills"), new { name = "Fuzz" })).Object.Text("pairingCode");

    /// <summary>Code, <c>p</c> and <c>c</c> of a tap.</summary>
    public static (string Code, string P, string C) Parts(string tap) =>
        (tap[(tap.LastIndexOf('/') + 1)..tap.IndexOf('?', StringComparison.Ordinal)], tap.Split("p=")[1].Split('&')[0], tap.Split("c=")[1]);

    /// <summary>Sends it from an address that never came before, and checks all that holds for every answer.</summary>
    public async Task<FuzzAnswer> Send(FuzzRequest request)
    {
        using var message = new HttpRequestMessage(request.Route.Method, new Uri($"{Server.Url}/{request.Target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        var caller = Interlocked.Increment(ref callers);
        message.Headers.TryAddWithoutValidation("X-Forwarded-For", $"10.{caller >> 16 & 255}.{caller >> 8 & 255}.{caller & 255}");
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            if (request.ContentType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            message.Headers.TransferEncodingChunked = request.Chunked ? true : null;
            // Whoever sends much waits to be let.
            message.Headers.ExpectContinue = request.Body.Length > 100_000 ? true : null;
        }
        var watch = Stopwatch.StartNew();
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = new FuzzAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", text, Headers(response), watch.Elapsed);
        Check(request, answer);
        return answer;
    }

    /// <summary>Everything in the plugin's database that is more than a count of requests, once what earlier requests set off is over.</summary>
    public async Task<string> Snapshot()
    {
        await using var connection = await Server.Database.Open();
        // A new load's invoice is looked at in the background, and its state noted.
        await Waiting.Eventually(async () => !await connection.ExecuteScalarAsync<bool>("select exists (select from flash.loads where invoice_id is not null and invoice_status is null)"),
            "some load's invoice was never looked at");
        var tables = (await connection.QueryAsync<string>("select table_name from information_schema.tables where table_schema = 'flash' and table_type = 'BASE TABLE' order by 1")).Except(Restless).ToArray();
        Assert.Contains("transfers", tables);
        var rows = new List<string>();
        foreach (var table in tables)
            // Wrong tries are counted, when a till was last there is noted, and invoices are looked at.
            rows.Add($"{table}: " + await connection.QuerySingleAsync<string>($"""
                select count(*) || ' ' || coalesce(md5(string_agg((to_jsonb(t) - array['attempts', 'last_seen_at', 'next_check'])::text, ',' order by (to_jsonb(t) - array['attempts', 'last_seen_at', 'next_check'])::text)), '') from flash."{table}" t
                """));
        return string.Join('\n', rows);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        Store.Dispose();
        Other.Dispose();
        await Server.DisposeAsync();
    }

    private void Check(FuzzRequest request, FuzzAnswer answer)
    {
        var told = $"{request}\nwas answered {answer.Code} {answer.Type} {answer.Text}";
        Assert.True(answer.Code < 500, $"{told}\n{(answer.Code < 500 ? "" : Server.Log[^Math.Min(3000, Server.Log.Length)..])}");
        // Nothing of the request may get into the headers of its answer.
        Assert.DoesNotContain("Set-Cookie", answer.Headers, StringComparison.OrdinalIgnoreCase);
        // A request line or headers beyond what the server reads reach no route either.
        if (!request.Routed || answer is { Code: 414 or 431, Text: "" })
            return;
        switch (request.Route.Promise)
        {
            case FuzzPromise.Page:
                Assert.True(answer.Code == 303 || answer.Type == "text/html" && answer.Text.Contains("<html", StringComparison.OrdinalIgnoreCase), told);
                Assert.DoesNotContain("<script>alert(1)", answer.Text, StringComparison.OrdinalIgnoreCase);
                break;
            case FuzzPromise.Lnurl:
                Assert.True(answer.Code == 200, told);
                Assert.True(Json(answer) is JsonObject body && (body["tag"] is not null || body["pr"] is not null || (string?)body["status"] == "OK"
                    || (string?)body["status"] == "ERROR" && !string.IsNullOrEmpty((string?)body["reason"]) && !string.IsNullOrEmpty((string?)body["code"])), told);
                break;
            default:
                Assert.True(Json(answer) is not null, told);
                break;
        }
    }

    private static JsonNode? Json(FuzzAnswer answer)
    {
        try
        {
            return answer.Type is "application/json" or "application/problem+json" ? JsonNode.Parse(answer.Text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Headers(HttpResponseMessage response) => string.Join("; ", response.Headers.Concat(response.Content.Headers)
        .Where(h => h.Key is not ("Date" or "Transfer-Encoding" or "Content-Length")).Select(h => $"{h.Key}: {string.Join(',', h.Value)}").Order(StringComparer.Ordinal));

    private static async Task<(string TopUp, string Holder)> Links(TappedStore store, string card)
    {
        var links = (await store.Store.Client.Get(store.Store.Path($"cards/{card}/links"))).Object;
        return (links.Text("topUpUrl").Split('/')[^1], links.Text("pageUrl").Split('/')[^1]);
    }

    private static async Task<(string Code, string Token)> Paired(TappedStore store)
    {
        var code = (await store.Store.Client.Post(store.Store.Path("tills"), new { name = "Fuzz" })).Object.Text("pairingCode");
        return (code, (await store.Anyone.Post("api/v1/flash/till/pair", new { code })).Object.Text("token"));
    }
}
