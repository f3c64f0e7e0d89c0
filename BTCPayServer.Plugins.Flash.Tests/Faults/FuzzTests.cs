using System.Text;
using System.Text.Json;
using BTCPayServer.Plugins.Flash.Tests.Support;
using CsCheck;
using Flash.Client;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>
/// Whatever anybody sends to a route that asks for no credentials: it answers in the shape that it promises, changes nothing, takes no
/// longer than an honest request, tells nothing, and no exception escapes (the server's own count is checked at its end).
/// </summary>
public sealed class FuzzTests(FuzzTests.World fixture) : IClassFixture<FuzzTests.World>
{
    // As many as the cards' share of a minute allows to come far.
    private const int Iterations = 300;
    // How many times as long as an honest request a hostile one may take, in the middle of its repetitions; what is quicker than the blink of an eye is not slow.
    private const int Patience = 20;
    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(100);
    private const int Repetitions = 5;

    // What is told only where all else was right.
    private static readonly Dictionary<string, string> Furthest = new()
    {
        ["POST api/v1/flash/till/pair"] = "pairing-code-invalid",
        ["GET flash/t/{tapCode}"] = "replayed",
        ["GET flash/t/{tapCode}/page"] = "<html",
        ["GET flash/t/{tapCode}/cb"] = "invoice-amount-missing",
        ["POST api/v1/flash/tap"] = "replayed",
        ["POST api/v1/flash/tap/pay"] = "invoice-amount-missing",
        ["GET flash/program/{secret}"] = "programming-link-mismatch",
        ["POST flash/program/{secret}"] = "programming-link-mismatch",
        ["GET flash/p/{token}"] = "payRequest",
        ["GET flash/p/{token}/cb"] = "amount-out-of-range",
        ["GET flash/h/{token}"] = "/freeze?lang=",
        ["POST flash/h/{token}/freeze"] = "<html",
    };

    public static TheoryData<string> Routes => [.. FuzzRoute.All.Select(r => r.Name)];

    public static TheoryData<string> Addresses => [.. FuzzRoute.All.Where(r => r.Parameter is not null).Select(r => r.Name)];

    [Fact]
    public void Every_route_that_anybody_may_call_is_in_the_list() =>
        Assert.Equal(FuzzRoute.All.Select(r => r.Name).Order(StringComparer.Ordinal), FuzzRoute.Anonymous().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Hostile_requests_are_refused_in_good_form_and_change_nothing(string name)
    {
        var (world, route) = (await fixture.Open(), FuzzRoute.All.Single(r => r.Name == name));
        var honest = await Honest(world, route);
        var before = await world.Snapshot();
        var seen = new List<(FuzzRequest Request, FuzzAnswer Answer)>();
        // One at a time: their times are compared.
        await new FuzzInputs(world.Secrets, world.Right).For(route).SampleAsync(async request => seen.Add((request, await world.Send(request))), iter: Iterations, threads: 1, print: r => r.ToString());
        Assert.Equal(before, await world.Snapshot());
        // Some came as far as requests come that move nothing.
        Assert.Contains(seen, s => s.Answer.Text.Contains(Furthest[name], StringComparison.Ordinal));

        var slowest = seen.OrderByDescending(s => s.Answer.Took).Take(3).Select(s => s.Request).ToArray();
        if (Median(seen.Select(s => s.Answer.Took)) is var median && median > Longest(honest))
            Assert.True(median <= Longest(await Honest(world, route)), $"half of all take longer than {median}, an honest request {honest}");
        foreach (var request in slowest)
            await NoSlower(world, request, honest);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Ten_megabytes_are_refused_before_they_are_read(string name)
    {
        var (world, route) = (await fixture.Open(), FuzzRoute.All.Single(r => r.Name == name));
        var honest = await Honest(world, route);
        var before = await world.Snapshot();
        var answered = new List<FuzzRequest>();
        var large = Encoding.ASCII.GetBytes($"{{\"{route.Fields.FirstOrDefault("x")}\":\"{new string('x', 10_000_000)}\"}}");
        foreach (var type in (string[])["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
            foreach (var chunked in (bool[])[false, true])
            {
                if (chunked && route.Method == HttpMethod.Get)
                    continue;
                var request = FuzzInputs.Target(route, world.Holder) with { Body = large, ContentType = type, Chunked = chunked };
                FuzzAnswer answer;
                try
                {
                    answer = await world.Send(request);
                }
                catch (Exception e) when (e is HttpRequestException or IOException)
                {
                    // The server hung up on who kept sending.
                    continue;
                }
                if (!chunked)
                    answered.Add(request);
                if (route.Promise == FuzzPromise.Json && route.Method == HttpMethod.Post && type == "application/json")
                    Assert.Equal(413, answer.Code);
            }
        Assert.Equal(before, await world.Snapshot());
        // Only now: where an honest request is measured again, a card is issued for it.
        foreach (var request in answered)
            await NoSlower(world, request, honest);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Addresses_that_are_none_reach_nothing(string name)
    {
        var (world, route) = (await fixture.Open(), FuzzRoute.All.Single(r => r.Name == name));
        var before = await world.Snapshot();
        foreach (var raw in (string[])["%00", "%zz", "%", "%c0%af", "%ff", "%ed%a0%80", "%2e%2e", "..%2f..%2f", "a%2Fb", "a;b=c", "\\", "*", "%0d%0aX:y", "?", "??", "?p=%00&c=%ff&t=%", "?p", "?=&=&&", "?%00=%00", new('%', 500)])
            await world.Send(new FuzzRequest(route, route.Template.Replace(route.Parameter!, raw, StringComparison.Ordinal)) { Routed = false });
        Assert.Equal(before, await world.Snapshot());
    }

    [Fact]
    public async Task Any_flipped_bit_of_a_tap_gets_the_one_answer_and_the_tap_stays_good()
    {
        var world = await fixture.Open();
        var (_, chip) = await world.Store.Card("100000");
        var (code, p, c) = FuzzWorld.Parts(chip.Tap());
        var before = await world.Snapshot();
        var bits = Convert.FromHexString(p + c);
        var answers = new HashSet<string>();
        for (var bit = 0; bit < bits.Length * 8; bit++)
        {
            byte[] flipped = [.. bits];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            answers.Add((await world.Send(Tap(code, Convert.ToHexString(flipped[..16]), Convert.ToHexString(flipped[16..])))).Seen);
        }
        Assert.Contains("tap-invalid", Assert.Single(answers), StringComparison.Ordinal);
        Assert.Equal(before, await world.Snapshot());
        Assert.Contains("withdrawRequest", (await world.Send(Tap(code, p, c))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_secret_the_answer_is_the_same_to_the_byte()
    {
        var world = await fixture.Open();
        var (_, chip) = await world.Store.Card("100000");
        var (code, p, c) = FuzzWorld.Parts(chip.Tap());
        var (otherCode, otherP, otherC) = FuzzWorld.Parts(world.OthersChip.Tap());
        var stranger = SoftwareChip.Blank();
        stranger.Program("lnurlw://x", new string('1', 32), new string('2', 32));
        var (strangeP, strangeC) = stranger.Encode(1, new byte[5]);
        (string Code, string? P, string? C)[] taps =
        [
            ("0123456789ab", p, c), ("nothing", p, c), (code.ToUpperInvariant(), p, c), (code[..^1], p, c), (otherCode, p, c), (code, otherP, otherC), (code, strangeP, strangeC), (code, p, strangeC), (code, strangeP, c), (code, c, p),
            (code, p[..^2], c), (code, p, c[..^2]), (code, p + "00", c), (code, p, c + "00"), (code, p[..^1] + "g", c), (code, "", ""), (code, null, c), (code, p, null), (code, null, null), (code, "\0", "\0")
        ];
        await Same(world, "tap-invalid", taps.Select(t => Tap(t.Code, t.P, t.C)));
        await Same(world, "tap-invalid", taps.Select(t => Post("POST api/v1/flash/tap", new { tapCode = t.Code, p = t.P, c = t.C })));
        var token = (await world.Store.Store.Client.Get(world.Store.Store.Path($"cards/{(await world.Store.Store.IssueCard()).Text("id")}/links"))).Object.Text("pageUrl").Split('/')[^1];
        await Same(world, "tap-invalid", ((string[])[code, otherCode, "nothing"]).SelectMany(to => ((string[])["", "x", token, world.Till]).Select(t => To("GET flash/t/{tapCode}", to, $"t={t}"))));
        var k1 = (await world.Other.Tap(world.OthersChip)).Text("k1");
        await Same(world, "tap-unknown", ((string[])[code, "0123456789ab", "nothing"]).SelectMany(to => ((string[])["", "0", new('0', 64), k1, k1[..^1]]).Select(k => To("GET flash/t/{tapCode}/cb", to, $"k1={k}&pr=lnbcrt1"))));
        await Same(world, "tap-unknown", ((string?[])[code, "0123456789ab", null]).SelectMany(to => ((string?[])[null, "0", new('0', 64), k1]).Select(k => Post("POST api/v1/flash/tap/pay", new { tapCode = to, k1 = k, invoice = "lnbcrt1" }))));

        foreach (var (route, right, wrong) in ((string, string, string)[])[("flash/p/{token}", world.TopUp, world.Holder), ("flash/h/{token}", world.Holder, world.TopUp)])
            await Same(world, route[6] == 'p' ? "link-not-found" : "<html",
                ((string[])["nothing", wrong, Bent(right, 0), Bent(right, 20), Bent(right, 42), right[..^1], right + "A", right + "=", new('A', 43), token[..21] + right[21..]]).Select(t => To($"GET {route}", t)));
        var link = await world.Link();
        await Same(world, "programming-link-invalid", ((string[])["nothing", Bent(link, 0), Bent(link, 20), Bent(link, 43), link[..^1], link + "A", new('0', 44), otherCode + link[12..]])
            .Select(s => FuzzInputs.Target(Route("POST flash/program/{secret}"), s) with { Body = Json(new { UID = stranger.Uid }), ContentType = "application/json" }));
        var pairing = await world.PairingCode();
        await Same(world, "pairing-code-invalid", ((string[])["", "nothing", "0000-0000-0000-0000", pairing[..4] + "-0000-0000-0000", "0000" + pairing[4..], pairing[..^1], pairing + "0"]).Select(t => Post("POST api/v1/flash/till/pair", new { code = t })));
    }

    [Fact]
    public async Task Tokens_that_are_none_open_no_till()
    {
        var world = await fixture.Open();
        var (till, before, answers) = (world.Till, await world.Snapshot(), new HashSet<string>());
        var storeless = till[..4] + "nothing" + till[till.LastIndexOf('.')..];
        foreach (var token in (string[])[Bent(till, till.Length - 1), Bent(till, 5), till[..^1], till + "A", storeless, "flt_", "flt_" + new string('.', 60), "flt_" + new string('A', 5000), "flt_'; drop table flash.tills; --", "flt_%00", world.Holder, new('a', 40)])
            foreach (var path in (string[])["me", "cards/lookup?number=1", "charges/x"])
            {
                var request = new FuzzRequest(Route("GET flash/program/{secret}"), "api/v1/flash/till/" + path) { Headers = [("Authorization", $"Till {token}")] };
                var answer = await world.Send(request);
                Assert.Equal(401, answer.Code);
                answers.Add(answer.Seen);
            }
        Assert.Single(answers);
        Assert.Equal(before, await world.Snapshot());
    }

    [Fact]
    public async Task Whatever_a_payer_writes_as_a_comment_he_gets_an_invoice_or_a_refusal()
    {
        var world = await fixture.Open();
        // A card of its own: each has its share of requests.
        var card = (await world.Store.Card("1")).Card;
        var topUp = (await world.Store.Store.Client.Get(world.Store.Store.Path($"cards/{card}/links"))).Object.Text("topUpUrl").Split('/')[^1];
        foreach (var comment in (string[])["\0", "a\0b", "😀", "\u202Eevil", "<script>alert(1)</script>", "'; drop table flash.loads; --", "{0} %s %n", "\u001b[31m", new('x', 140), new('x', 141), string.Concat(Enumerable.Repeat("😀", 70)), "\uFFFF", "  "])
        {
            var answer = await world.Send(To("GET flash/p/{token}/cb", topUp, $"amount=21000&comment={Uri.EscapeDataString(comment)}"));
            Assert.True(answer.Text.Contains("\"pr\":\"ln", StringComparison.Ordinal) || comment.Length > 140 && answer.Text.Contains("comment-too-long", StringComparison.Ordinal), $"{comment}: {answer.Text}");
        }
    }

    /// <summary>The median time of honest requests, where there are some that cost nothing: they end where money would begin to move.</summary>
    private static async Task<TimeSpan> Honest(FuzzWorld world, FuzzRoute route)
    {
        var times = new List<TimeSpan>();
        var (card, chip) = await world.Store.Card("100000");
        var tap = await world.Store.Tap(chip);
        var amountless = (await world.Store.Ask(new OutsideInvoices.Wrong(AmountMsat: null))).Bolt11;
        var link = world.Secrets.Single(s => s.Length == 44 && !s.EndsWith("AAAAAAAA", StringComparison.Ordinal));
        for (var i = 0; i < Repetitions; i++)
        {
            var (code, p, c) = FuzzWorld.Parts(chip.Tap());
            times.Add((await world.Send(route.Name switch
            {
                "POST api/v1/flash/till/pair" => Post(route.Name, new { code = await world.PairingCode() }),
                "GET flash/t/{tapCode}" => Tap(code, p, c),
                "GET flash/t/{tapCode}/page" => To(route.Name, code, $"p={p}&c={c}"),
                "GET flash/t/{tapCode}/cb" => To(route.Name, code, $"k1={tap.Text("k1")}&pr={amountless}"),
                "POST api/v1/flash/tap" => Post(route.Name, new { tapCode = code, p, c }),
                "POST api/v1/flash/tap/pay" => Post(route.Name, new { tapCode = code, k1 = tap.Text("k1"), invoice = amountless }),
                "GET flash/program/{secret}" => To(route.Name, link),
                "POST flash/program/{secret}" => FuzzInputs.Target(route, await world.Link(card)) with { Body = Json(new { UID = chip.Uid }), ContentType = "application/json" },
                "GET flash/p/{token}" => To(route.Name, world.TopUp),
                "GET flash/p/{token}/cb" => To(route.Name, world.TopUp, "amount=1"),
                "GET flash/h/{token}" => To(route.Name, world.Holder),
                "POST flash/h/{token}/freeze" => FuzzInputs.Target(route, world.Holder) with { Body = "secret=wrong"u8.ToArray(), ContentType = "application/x-www-form-urlencoded" },
                _ => throw new ArgumentException($"say what an honest request to {route} is")
            })).Took);
        }
        return Median(times);
    }

    /// <summary>Where the machine was busy with something else, both are measured again.</summary>
    private static async Task NoSlower(FuzzWorld world, FuzzRequest request, TimeSpan honest)
    {
        for (var tries = 1; ; tries++)
        {
            var times = new List<TimeSpan>();
            for (var i = 0; i < Repetitions; i++)
                times.Add((await world.Send(request)).Took);
            if (Median(times) <= Longest(honest))
                return;
            Assert.True(tries < 3, $"{request} takes {Median(times)}, an honest request {honest}");
            honest = await Honest(world, request.Route);
        }
    }

    private static TimeSpan Longest(TimeSpan honest) => honest * Patience is var much && much > Blink ? much : Blink;

    private static async Task Same(FuzzWorld world, string told, IEnumerable<FuzzRequest> requests)
    {
        var before = await world.Snapshot();
        var answers = new List<(FuzzRequest Request, string Seen)>();
        foreach (var request in requests)
            answers.Add((request, (await world.Send(request)).Seen));
        Assert.Contains(told, answers[0].Seen, StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.True(answers[0].Seen == answer.Seen, $"{answer.Request}\n{answer.Seen}\nwhere {answers[0].Request}\n{answers[0].Seen}"));
        Assert.Equal(before, await world.Snapshot());
    }

    private static FuzzRoute Route(string name) => FuzzRoute.All.Single(r => r.Name == name);

    private static FuzzRequest To(string route, string parameter, string query = "") => FuzzInputs.Target(Route(route), parameter, query);

    private static FuzzRequest Tap(string code, string? p, string? c) =>
        To("GET flash/t/{tapCode}", code, string.Join('&', new[] { ("p", p), ("c", c) }.Where(x => x.Item2 is not null).Select(x => $"{x.Item1}={Uri.EscapeDataString(x.Item2!)}")));

    private static FuzzRequest Post(string route, object body) => new(Route(route), Route(route).Template) { Body = Json(body), ContentType = "application/json" };

    private static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body);

    private static string Bent(string text, int at) => string.Concat(text.AsSpan(0, at), text[at] == 'b' ? "c" : "b", text.AsSpan(at + 1));

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : default;

    /// <summary>One server for the class.</summary>
    public sealed class World(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly Lazy<Task<FuzzWorld>> world = new(() => FuzzWorld.Open(postgres));

        internal Task<FuzzWorld> Open() => world.Value;

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (world is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await world.Value).DisposeAsync();
        }
    }
}
