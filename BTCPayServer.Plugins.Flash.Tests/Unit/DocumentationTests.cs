using System.Globalization;
using System.Text.RegularExpressions;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>What README.md and docs/ say, against the code: codes, routes, permissions, links, examples.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Files = ["README.md", "CHANGELOG.md", "docs/api-guide.md", "docs/install-and-operate.md", "docs/integrators-guide.md",
        "docs/ledger-for-accountants.md", "docs/programming-cards.md", "docs/threat-model.md"];

    private static string Guide { get; } = Read("docs/api-guide.md");

    public static TheoryData<string> Documents => [.. Files];

    [Fact]
    public async Task The_guide_lists_every_error_code_with_its_status()
    {
        var listed = CodeRow().Matches(Guide).ToDictionary(m => m.Groups[1].Value, m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal([], listed.Select(c => $"{c.Key} {c.Value}").Except(ErrorCodes.All.Select(c => $"{c.Key} {c.First().Status}")));
        Assert.Equal([], (await Operations()).Where(Covered).SelectMany(o => Code().Matches(o.Operation["responses"]!.ToString())).Select(m => m.Groups[1].Value).Except(listed.Keys).Order());
    }

    [Fact]
    public async Task The_guide_lists_every_route()
    {
        var operations = await Operations();
        var listed = RouteRow().Matches(Guide).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal([], listed.Except(operations.Select(o => o.Route)));
        Assert.Equal([], operations.Where(Covered).Select(o => o.Route).Except(listed));
        Assert.True(listed.Length > 30);
    }

    [Fact]
    public void The_guide_names_all_that_can_be_in_a_cards_history()
    {
        var table = Read("docs/ledger-for-accountants.md").Split("| code | kinds | what |", 2)[1].Split("\n\n", 2)[0];
        // Between accounts of the store's own.
        var codes = table.Split('\n').SelectMany(row => Quoted().Matches(row.Split('|').ElementAtOrDefault(1) ?? "")).Select(m => m.Groups[1].Value)
            .Except(["unclaimed-paid-out", "fee-excess"]).ToArray();
        Assert.Contains("payment-fee", codes);
        var told = Guide.Split("`type` is what it was for", 2)[1].Split("`kind` is", 2)[0];
        Assert.Equal([], codes.Except(Quoted().Matches(told).Select(m => m.Groups[1].Value)));
    }

    [Theory]
    [InlineData("docs/api-guide.md")]
    [InlineData("docs/install-and-operate.md")]
    public void Every_permission_is_listed(string file) =>
        Assert.All(FlashPolicies.Definitions, d => Assert.Contains($"| `{d.Policy}` |", Read(file), StringComparison.Ordinal));

    [Theory, MemberData(nameof(Documents))]
    public void Links_lead_somewhere(string file)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(file))!;
        foreach (var link in Link().Matches(Read(file)).Select(m => m.Groups[1].Value).Where(l => !l.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = (link.Split('#')[0], link.Split('#').ElementAtOrDefault(1));
            var target = path.Length == 0 ? Repository.PathOf(file) : Path.Combine(folder, path);
            Assert.True(File.Exists(target), $"{file} links to {link}: no such file");
            if (anchor is not null)
                Assert.True(Heading().Matches(File.ReadAllText(target)).Any(h => Anchor(h.Groups[1].Value) == anchor), $"{file} links to {link}: no such heading");
        }
    }

    [Fact]
    public void The_examples_in_JSON_are_JSON()
    {
        var blocks = JsonBlock().Matches(Guide).Select(m => m.Groups[1].Value).ToArray();
        Assert.True(blocks.Length > 8);
        foreach (var block in blocks)
        {
            // A member alone, and what was left out of a repeated object.
            var text = (block.TrimStart()[0] is '"' ? $"{{{block}}}" : block).Replace(", … }", " }", StringComparison.Ordinal);
            Assert.NotNull(JToken.Parse(text));
        }
    }

    // What the guide is about; the OpenAPI document has everything.
    private static bool Covered((string Route, JObject Operation) operation) =>
        ((string)operation.Operation["tags"]![0]!)["Flash: ".Length..] is "programme" or "cards" or "loads" or "charges" or "tills" or "at a till" or "ledger"
            or "chips" or "taps" or "PIN and sleep" or "Lightning payments" or "holders" or "top-up";

    private static async Task<(string Route, JObject Operation)[]> Operations() =>
        [.. ((JObject)(await new FlashSwaggerProvider().Fetch())["paths"]!).Properties().SelectMany(path => ((JObject)path.Value).Properties().Where(o => o.Name != "parameters")
            .Select(o => ($"{o.Name.ToUpperInvariant()} {path.Name.Replace("/api/v1/stores/{storeId}", "…", StringComparison.Ordinal)}", (JObject)o.Value)))];

    // As GitHub makes them.
    private static string Anchor(string heading) =>
        new([.. heading.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c)]);

    private static string Read(string file) => File.ReadAllText(Repository.PathOf(file));

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| `([a-z-]+)` \| (\d{3}) \|", RegexOptions.Multiline)]
    private static partial Regex CodeRow();

    [GeneratedRegex(@"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex RouteRow();

    // As the OpenAPI document writes them.
    [GeneratedRegex("`([a-z]+(?:-[a-z]+)*)`: ")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
