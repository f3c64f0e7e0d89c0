using System.Globalization;
using System.Reflection;
using BTCPayServer.Abstractions.Contracts;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>
/// Our part of the server's OpenAPI document: the files in <c>Resources/swagger</c>, one a room. An operation says there which permission it takes
/// (<c>x-permission</c>; <c>till</c> or <c>none</c>) and which refusals are its own (<c>x-error-codes</c>); security and error responses follow from that.
/// </summary>
public sealed class FlashSwaggerProvider : ISwaggerProvider
{
    private static readonly string[] Verbs = ["get", "post", "put", "patch", "delete"];
    private readonly Lazy<JObject> _document = new(Build);

    /// <inheritdoc />
    public Task<JObject> Fetch() => Task.FromResult((JObject)_document.Value.DeepClone());

    private static JObject Build()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var document = new JObject();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(".swagger.", StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            document.Merge(JObject.Parse(reader.ReadToEnd()));
        }
        foreach (var path in (document["paths"] as JObject ?? []).Properties())
            foreach (var operation in ((JObject)path.Value).Properties().Where(p => Verbs.Contains(p.Name)))
                Complete((JObject)operation.Value, path.Value["parameters"] as JArray ?? []);
        return document;
    }

    private static void Complete(JObject operation, JArray shared)
    {
        var permission = (string?)operation["x-permission"] ?? throw new InvalidOperationException($"{operation["operationId"]} says no x-permission");
        operation["security"] = permission switch
        {
            "none" => new JArray(),
            "till" => new JArray(new JObject(new JProperty("Flash_Till", new JArray()))),
            _ => new JArray(new JObject(new JProperty("API_Key", new JArray(permission)), new JProperty("Basic", new JArray()))),
        };
        operation["description"] = $"{operation["description"]}\n\n" + permission switch
        {
            "none" => "Needs no credentials.",
            "till" => "Takes a till's token.",
            _ => $"Takes the permission `{permission}`.",
        };
        var responses = operation["responses"] as JObject ?? throw new InvalidOperationException($"{operation["operationId"]} has no responses");
        foreach (var status in Codes(operation, permission).Distinct().Select(code => (Code: code, Refusal: ErrorCodes.All[code].First()))
            .GroupBy(r => r.Refusal.Status).OrderBy(g => g.Key))
            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = Response(
                string.Join("\n", status.Select(r => $"* `{r.Code}`: {string.Join(" Or: ", ErrorCodes.All[r.Code].Select(x => x.Message).Distinct())}")), "ProblemDetails");
        // A holder's reference can be one that is none; an id that is none is not found.
        if (operation["requestBody"] is not null || operation["parameters"] is JArray { Count: > 0 } || shared.Any(p => ((string?)p["$ref"])?.EndsWith("_Holder", StringComparison.Ordinal) == true))
            responses["422"] = Response("Fields that cannot be accepted, each with its path.", "ValidationProblemDetails");
    }

    private static IEnumerable<string> Codes(JObject operation, string permission)
    {
        foreach (var code in operation["x-error-codes"] as JArray ?? [])
            yield return (string)code!;
        if (permission is not "none")
            yield return ApiRefusals.Unauthenticated.Code;
        if (permission is not "none")
            yield return permission is "till" ? ApiRefusals.Forbidden.Code : ApiRefusals.MissingPermission.Code;
        if ((operation["parameters"] as JArray ?? []).Any(p => ((string?)p["$ref"])?.EndsWith("IdempotencyKey", StringComparison.Ordinal) == true))
        {
            yield return ApiRefusals.IdempotencyKeyInvalid.Code;
            yield return ApiRefusals.IdempotencyKeyReused.Code;
        }
        if (operation["requestBody"] is not null)
        {
            yield return ApiRefusals.RequestInvalid.Code;
            yield return ApiRefusals.RequestTooLarge.Code;
            yield return ApiRefusals.MediaTypeUnsupported.Code;
        }
        yield return ApiRefusals.InternalError.Code;
        yield return ApiRefusals.Unavailable.Code;
    }

    private static JObject Response(string description, string schema) => new()
    {
        ["description"] = description,
        ["content"] = new JObject { ["application/json"] = new JObject { ["schema"] = new JObject { ["$ref"] = $"#/components/schemas/{schema}" } } },
    };
}
