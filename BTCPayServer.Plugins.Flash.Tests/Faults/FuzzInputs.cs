using System.Text;
using CsCheck;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>One hostile request.</summary>
/// <param name="Route">Where it goes.</param>
/// <param name="Target">Path and query as they are sent.</param>
internal sealed record FuzzRequest(FuzzRoute Route, string Target)
{
    public byte[]? Body { get; init; }
    public string? ContentType { get; init; }
    public (string Name, string Value)[] Headers { get; init; } = [];
    /// <summary>Without a length, so that nobody knows before how long it is.</summary>
    public bool Chunked { get; init; }
    /// <summary>False: the server may refuse it before any route sees it.</summary>
    public bool Routed { get; init; } = true;

    public override string ToString() => $"{Route.Method} /{Short(Target)} {ContentType} {string.Join(' ', Headers)} {(Body is null ? "" : Short(Encoding.Latin1.GetString(Body)))}";

    private static string Short(string text) => text.Length <= 400 ? text : $"{text[..400]}… ({text.Length})";
}

/// <summary>Makes hostile requests out of what breaks programs and of true secrets that were bent.</summary>
/// <param name="secrets">All secrets.</param>
/// <param name="right">By name: values that belong there and bring a request as far as one gets that moves nothing.</param>
internal sealed class FuzzInputs(string[] secrets, IReadOnlyDictionary<string, string[]> right)
{
    private static readonly string[] Texts =
    [
        "", " ", "\t", "\0", "a\0b", "\r\nSet-Cookie: a=b", "\u001b[31m", "\v\f\b\u007f", "😀", "👩‍👩‍👧‍👦", "\u202Eevil\u202C", "\u200F\u200E", "مرحبا", "\uFEFF", "\uFFFD\uFFFF", "\uD800", "x\uDFFFy", "İıſﬁß", "é",
        "%", "%00", "%zz", "%c0%af", "%u0041", "%2525", "../../etc/passwd", "..%2f..%5c", ".", "..", "a/b", "a\\b", "?a=b#c", "&p=1&c=2", "+", "'; drop table flash.cards; --", "' or '1'='1", "\\'", "\"", "$$", "<script>alert(1)</script>",
        "<!--", "{0}", "{0:N999999999}", "%s%s%n%x", "${jndi:ldap://localhost/x}", "{{7*7}}", "(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "null", "true", "[]", "{}", "undefined", "javascript:alert(1)", "http://[::1", "lnurlw://",
        "lnurlw://x/flash/t/", "http://x/flash/t/a?p&c=&=&&t=%", "lnbcrt1", "lnbc1" + new string('q', 300), "00000000-0000-0000-0000-000000000000", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z,ffffffff-ffff-ffff-ffff-ffffffffffff",
        new('A', 3000), new('0', 32), new('0', 43), new('f', 64), new('٣', 12), new(' ', 2000), string.Concat(Enumerable.Repeat("😀", 300))
    ];

    private static readonly string[] Numbers =
    [
        "-1", "-0", "1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "340282366920938463463374607431768211456", "0x10", "1_000", "1,000", "1.5", "+5000", " 5000", "５０００",
        "0", new('9', 2000), "1." + new string('0', 500) + "1", "00000000000000000000000000000000000000", "1e2147483648"
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json", "application/json; charset=utf-7", "application/json; charset=nonsense", "application/json;;;", "text/json", "text/plain", "text/html", "application/xml", "application/octet-stream", "application/x-www-form-urlencoded",
        "multipart/form-data", "multipart/form-data; boundary=x", "application/problem+json", "nonsense", "*/*"
    ];

    private Gen<string> Bent => Gen.Select(Pick(secrets), Gen.Int[0, 6], Gen.Int[0, 100]).Select((text, how, at) => how switch
    {
        0 => text,
        1 => text[..(text.Length * at / 101)],
        2 => text + text,
        3 => text + "A",
        4 => string.Concat(text.Reverse()),
        5 => Replace(text, text.Length * at / 101),
        _ => text.Insert(text.Length * at / 101, "\0")
    });

    private Gen<string> Value => Gen.Frequency((4, Pick(Texts)), (2, Pick(Numbers)), (1, Gen.String), (4, Bent));

    /// <summary>Any request to a route: one where everything may be wrong, or one in good form where most is right.</summary>
    public Gen<FuzzRequest> For(FuzzRoute route) => Gen.Frequency((1, Wild(route)), (1, Tame(route)));

    private Gen<FuzzRequest> Tame(FuzzRoute route)
    {
        var query = All(route.Query, (name, value) => $"{name}={Escape(name == "amount" ? NoAmount(value) : value)}").Select(pairs => string.Join('&', pairs));
        var target = Gen.Select(route.Parameter is null ? Gen.Const("") : Near(route.Template.StartsWith("flash/h/", StringComparison.Ordinal) ? "{holder}" : route.Parameter), query).Select((parameter, pairs) => Target(route, parameter, pairs));
        if (route.Method == HttpMethod.Get)
            return target;
        var page = route.Promise == FuzzPromise.Page;
        var body = All(route.Fields, (name, value) => page ? $"{name}={Escape(value)}" : $"\"{name}\":{Quote(value)}").Select(pairs => Encoding.ASCII.GetBytes(page ? string.Join('&', pairs) : $"{{{string.Join(',', pairs)}}}"));
        return Gen.Select(target, body).Select((to, sent) => to with { Body = sent, ContentType = page ? "application/x-www-form-urlencoded" : "application/json" });
    }

    private Gen<string> Near(string name) => right.TryGetValue(name, out var values) ? Gen.Frequency((5, Pick(values)), (2, Value)) : Value;

    // Each name once, or left out: more often where nothing right is known.
    private Gen<string[]> All(string[] names, Func<string, string, string> write) => names.Aggregate(Gen.Const(Array.Empty<string>()),
        (before, name) => Gen.Select(before, Near(name), Gen.Int[0, 5]).Select((pairs, value, leave) => leave < (right.ContainsKey(name) ? 1 : 4) ? pairs : [.. pairs, write(name, value)]));

    private Gen<FuzzRequest> Wild(FuzzRoute route)
    {
        var query = Gen.Select(Pick([.. route.Query, "unknown"]), Value).Select((name, value) => $"{Escape(name)}={Escape(name == "amount" ? NoAmount(value) : value)}").Array[0, 5];
        var target = Gen.Select(Value, Pick(secrets), Gen.Bool, query).Select((hostile, known, useKnown, pairs) => Target(route, useKnown ? known : hostile, string.Join('&', pairs)));
        var headers = Gen.Frequency((4, Gen.Const(Array.Empty<(string, string)>())), (1, Gen.Select(Pick("Accept-Language", "Authorization", "Accept", "Idempotency-Key", "Origin", "Cookie", "If-None-Match", "X-HTTP-Method-Override"), Value)
            .Select((name, value) => new[] { (name, Header(value)) })));
        var body = route.Method == HttpMethod.Get ? Gen.Const(((byte[]?)null, (string?)null)) : Body(route);
        return Gen.Select(target, headers, body).Select((to, with, sent) => to with { Headers = with, Body = sent.Item1, ContentType = sent.Item2 });
    }

    /// <summary>A request whose one path parameter is this.</summary>
    public static FuzzRequest Target(FuzzRoute route, string parameter, string query = "")
    {
        var escaped = Escape(parameter);
        var path = route.Parameter is null ? route.Template : route.Template.Replace(route.Parameter, escaped, StringComparison.Ordinal);
        // An empty or dotted segment is another path, a NUL is none: these the server answers.
        return new FuzzRequest(route, query.Length == 0 ? path : $"{path}?{query}") { Routed = route.Parameter is null || escaped is not ("" or "." or "..") && !parameter.Contains('\0', StringComparison.Ordinal) };
    }

    private Gen<(byte[]?, string?)> Body(FuzzRoute route)
    {
        var leaf = Gen.Frequency((4, Value.Select(Quote)), (2, Pick(Numbers)), (1, Pick("null", "true", "false", "[]", "{}", "undefined", "new Date(1)", "/*c*/1", "'x'", "\"\\ud800\"", "\"\\x\"")));
        var value = Gen.Select(leaf, Gen.Int[0, 9]).Select((text, how) => how switch { 0 => $"[{text}]", 1 => $"{{\"a\":{text}}}", 2 => $"[[{text},{text}]]", _ => text });
        var pairs = Gen.Select(Pick([.. route.Fields, .. route.Fields, "$type", "unknown"]), value).Select((name, text) => $"\"{name}\":{text}").Array[0, 6];
        var json = Gen.Select(pairs, Gen.Int[0, 11]).Select((fields, how) =>
        {
            var text = $"{{{string.Join(',', fields)}}}";
            return how switch
            {
                0 => text[..(text.Length / 2)],
                1 => text + "}",
                2 => text + text,
                3 => $"[{text}]",
                4 => string.Concat(Enumerable.Repeat("{\"a\":", 3000)),
                5 => new string('[', 10_000),
                6 => $"{{\"{route.Fields[0]}\":{new string('[', 60)}{new string(']', 60)}}}",
                _ => text
            };
        }).Select(Encoding.UTF8.GetBytes);
        var form = Gen.Select(Pick([.. route.Fields, ""]), Value).Select((name, text) => $"{name}={Escape(text)}").Array[0, 4].Select(fields => Encoding.ASCII.GetBytes(string.Join('&', fields)));
        // More fields than a form may have.
        var crowd = Gen.Const(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"a{i}=b&"))));
        var bytes = Gen.Frequency((6, json), (2, form), (1, crowd), (1, Gen.Byte.Array[0, 200]), (1, Gen.Const((byte[])[.. "{\"code\":\""u8, 0xff, 0xc0, 0x80, .. "\"}"u8])));
        return Gen.Select(bytes, Gen.Frequency((3, Pick("application/json")), (2, Pick(ContentTypes)), (2, Pick("application/x-www-form-urlencoded", null))))
            .Select((sent, type) => ((byte[]?)sent, (string?)type));
    }

    private static Gen<string> Pick(params string?[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]!);

    private static string Replace(string text, int at) => string.Concat(text.AsSpan(0, at), text[at] == 'a' ? "b" : "a", text.AsSpan(at + 1));

    // What by chance would be an amount makes an invoice, rightly.
    private static string NoAmount(string text) => text.Length is > 3 and < 13 && text.All(char.IsAsciiDigit) ? "-" + text : text;

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Header(string text) => new([.. text.Where(c => c is >= ' ' and <= '~').Take(500)]);

    private static string Quote(string text) => $"\"{string.Concat(text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}"))}\"";
}
