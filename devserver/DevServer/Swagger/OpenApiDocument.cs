using BTCPayServer.Abstractions.Contracts;
using Newtonsoft.Json.Linq;

namespace DevServer.Swagger;

/// <summary>The server's OpenAPI document: its own routes, then every provider's paths, tags and components merged in.</summary>
public sealed class OpenApiDocument(IEnumerable<ISwaggerProvider> providers)
{
    public async Task<JObject> Build(string serverUrl)
    {
        var document = JObject.FromObject(new
        {
            openapi = "3.0.0",
            info = new { title = "BTCPay Greenfield API (Development server)", version = "v1" },
            security = new[] { new Dictionary<string, string[]> { ["API_Key"] = [] }, new Dictionary<string, string[]> { ["Basic"] = [] } },
            paths = new { },
            tags = Array.Empty<object>(),
            components = new
            {
                schemas = new
                {
                    ValidationProblemDetails = new
                    {
                        type = "array",
                        items = new
                        {
                            type = "object",
                            properties = new { path = new { type = "string" }, message = new { type = "string" } }
                        }
                    },
                    ProblemDetails = new
                    {
                        type = "object",
                        properties = new { code = new { type = "string" }, message = new { type = "string" } }
                    }
                },
                parameters = new
                {
                    StoreId = new { name = "storeId", @in = "path", required = true, schema = new { type = "string" } }
                },
                securitySchemes = new
                {
                    API_Key = new { type = "apiKey", name = "Authorization", @in = "header", description = "`token KEY`" },
                    Basic = new { type = "http", scheme = "basic" }
                }
            }
        });
        foreach (var part in await Task.WhenAll(providers.Select(p => p.Fetch())))
            document.Merge(part);
        document["servers"] = new JArray(new JObject(new JProperty("url", serverUrl)));
        if (document["tags"] is JArray tags)
            document["tags"] = new JArray(tags.OrderBy(t => (string?)t["name"], StringComparer.Ordinal));
        return document;
    }
}
