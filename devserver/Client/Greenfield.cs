using System.Text.Json.Nodes;

namespace Flash.Client;

/// <summary>The few of the server's own routes that a first hour with Flash needs.</summary>
public static class Greenfield
{
    /// <summary>Whether a BTCPay Server, or the development server, answers.</summary>
    public static async Task<bool> Answers(string server, CancellationToken ct = default)
    {
        using var client = FlashClient.Anonymous(server);
        try
        {
            return (await client.Get("api/v1/health", ct)).Json is JsonObject health && health.ContainsKey("synchronized");
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Whether it is the development server, which can play payments.</summary>
    public static async Task<bool> IsDevServer(FlashClient client, CancellationToken ct = default) =>
        (await client.Get("dev/escapes", ct)) is { Succeeded: true, Json: JsonObject escapes } && escapes.ContainsKey("count");

    /// <summary>Makes a user. The first one of a server becomes its admin and needs no credentials.</summary>
    public static async Task<JsonObject> CreateUser(this FlashClient client, string email, string password, bool isAdministrator = false, CancellationToken ct = default) =>
        (await client.Post("api/v1/users", new { email, password, isAdministrator }, ct: ct)).Object;

    /// <summary>Makes a store and answers its id.</summary>
    public static async Task<string> CreateStore(this FlashClient client, string name, string currency = "USD", CancellationToken ct = default) =>
        (await client.Post("api/v1/stores", new { name, defaultCurrency = currency }, ct: ct)).Object.Text("id");

    /// <summary>Makes an API key with these permissions and answers it.</summary>
    public static async Task<string> CreateApiKey(this FlashClient client, string label, IEnumerable<string> permissions, CancellationToken ct = default) =>
        (await client.Post("api/v1/api-keys", new { label, permissions = permissions.ToArray() }, ct: ct)).Object.Text("apiKey");

    /// <summary>
    /// Lets a store take Lightning through the server's own node, without which a real server makes no invoice. Answers null,
    /// or why the store has no payment method.
    /// </summary>
    public static async Task<string?> EnableLightning(this FlashClient client, string storeId, CancellationToken ct = default)
    {
        var answer = await client.Put($"api/v1/stores/{storeId}/payment-methods/BTC-LN", new { enabled = true, config = "Internal Node" }, ct);
        return answer.Succeeded ? null : $"the store has no Lightning ({answer.Code} {answer.Text})";
    }

    /// <summary>A member that must be there, as text.</summary>
    public static string Text(this JsonNode node, string name) =>
        node[name]?.ToString() ?? throw new InvalidOperationException($"no '{name}' in {node.ToJsonString()}");

    /// <summary>A member that must be there, as an amount of money.</summary>
    public static decimal Money(this JsonNode node, string name) =>
        decimal.Parse(node.Text(name), System.Globalization.CultureInfo.InvariantCulture);
}
