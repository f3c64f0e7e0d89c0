using System.Collections.Concurrent;
using System.Text.Json;
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

    /// <summary>Fails unless the documentation says of this operation that it may answer this, with these fields and no others.</summary>
    public static async Task<Answer> Check(FlashServer server, Answer answer)
    {
        var words = answer.Request.Split(' ', '?');
        var paths = (await Document(server))["paths"]!.AsObject();
        var path = paths.Where(p => Matches(p.Key, words[1])).OrderBy(p => p.Key.Count(c => c == '{')).Select(p => p.Value).FirstOrDefault();
        var response = path?[words[0].ToLowerInvariant()]?["responses"]?[((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture)];
        Assert.True(response is not null, $"{answer.Request} answered {answer.Code}, which is not documented: {answer.Text}");
        if (answer is { Succeeded: false, Refusal: { } code })
            Assert.Contains($"`{code}`", (string)response["description"]!);
        if (answer.Succeeded && response["content"]?["application/json"]?["schema"] is JsonObject schema)
        {
            var differences = Differences(await Document(server), schema, answer.Json, answer.Request);
            Assert.True(!differences.Any(), string.Join('\n', differences));
        }
        return answer;
    }

    /// <summary>Where an answer is not what its schema says. A field that the schema does not know is one that a caller cannot know either.</summary>
    private static IEnumerable<string> Differences(JsonObject document, JsonObject schema, JsonNode? value, string at)
    {
        while ((string?)schema["$ref"] is { } reference)
            schema = (JsonObject)reference[2..].Split('/').Aggregate((JsonNode)document, (node, name) => node[name]!);
        if (value is null)
            return (bool?)schema["nullable"] == true ? [] : [$"{at} is null"];
        if (schema["allOf"] is JsonArray parts)
        {
            // Each part knows some of the fields.
            var whole = new JsonObject { ["type"] = schema["type"]?.DeepClone() };
            foreach (var part in parts.Select(p => (string?)p!["$ref"] is { } r ? r[2..].Split('/').Aggregate((JsonNode)document, (node, name) => node[name]!) : p!).Append(schema))
                foreach (var (key, rule) in part.AsObject().Where(p => p.Key != "allOf"))
                    if (key == "properties" && whole["properties"] is JsonObject known)
                        foreach (var (name, property) in rule!.AsObject())
                            known[name] = property!.DeepClone();
                    else
                        whole[key] = rule?.DeepClone();
            return Differences(document, whole, value, at);
        }
        var (kind, type) = (value.GetValueKind(), (string?)schema["type"]);
        var right = type switch
        {
            "string" => kind is JsonValueKind.String,
            "integer" => kind is JsonValueKind.Number && long.TryParse(value.ToJsonString(), out _),
            "number" => kind is JsonValueKind.Number,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "array" => kind is JsonValueKind.Array,
            "object" => kind is JsonValueKind.Object,
            _ => type is null,
        };
        if (!right)
            return [$"{at} is {value.ToJsonString()}, not of type {type}"];
        if (schema["enum"] is JsonArray names && !names.Any(n => JsonNode.DeepEquals(n, value)))
            return [$"{at} is {value.ToJsonString()}, none of {names.ToJsonString()}"];
        if (kind is JsonValueKind.String && (((string)value!).Length < ((int?)schema["minLength"] ?? 0) || ((string)value!).Length > ((int?)schema["maxLength"] ?? int.MaxValue)))
            return [$"{at} has {((string)value!).Length} characters"];
        if (value is JsonArray list)
            return schema["items"] is JsonObject item ? list.SelectMany((v, i) => Differences(document, item, v, $"{at}[{i}]")).ToList() : [];
        if (value is not JsonObject fields || schema["properties"] is not JsonObject properties)
            return [];
        return fields.SelectMany(field => properties[field.Key] is JsonObject property ? Differences(document, property, field.Value, $"{at} {field.Key}")
            : (bool?)schema["additionalProperties"] == true ? [] : [$"{at} {field.Key} is not documented"]).ToList();
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
