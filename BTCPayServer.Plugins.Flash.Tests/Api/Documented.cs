using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>The server's own API documentation, as a program that reads it would hold an answer against it.</summary>
public static partial class Documented
{
    private static readonly ConcurrentDictionary<string, Task<JsonObject>> Documents = new();

    public static Task<JsonObject> Document(FlashServer server) =>
        Documents.GetOrAdd(server.Url, async _ => (await server.Admin.Get("swagger/v1/swagger.json")).Object);

    /// <summary>Fails unless the documentation says of this operation that it may answer this.</summary>
    public static async Task<Answer> Check(FlashServer server, Answer answer)
    {
        var words = answer.Request.Split(' ', '?');
        var paths = (await Document(server))["paths"]!.AsObject();
        var path = paths.Where(p => Matches(p.Key, words[1])).OrderBy(p => p.Key.Count(c => c == '{')).Select(p => p.Value).FirstOrDefault();
        var response = path?[words[0].ToLowerInvariant()]?["responses"]?[((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.True(response is not null, $"{answer.Request} answered {answer.Code}, which is not documented: {answer.Text}");
        if (answer.Refusal is { } code)
            Assert.Contains($"`{code}`", (string)response["description"]!);
        return answer;
    }

    /// <summary>Fails unless this was refused with that code and status, as documented.</summary>
    public static async Task Refused(FlashServer server, int status, string code, Answer answer)
    {
        Assert.Equal((status, code), (answer.Code, answer.Refusal));
        Assert.False(string.IsNullOrWhiteSpace((string?)answer.Json!["message"]));
        await Check(server, answer);
    }

    /// <summary>Fails unless the field was refused with 422, as documented.</summary>
    public static async Task Invalid(FlashServer server, string path, Answer answer)
    {
        Assert.True(answer.Code == 422, $"{answer.Request} answered {answer.Code}: {answer.Text}");
        Assert.Contains(path, answer.Json!.AsArray().Select(e => (string?)e!["path"]));
        await Check(server, answer);
    }

    private static bool Matches(string template, string path) =>
        Regex.IsMatch(path, "^" + Placeholder().Replace(Regex.Escape(template).Replace("\\{", "{", StringComparison.Ordinal), "[^/]+") + "$");

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Placeholder();
}
