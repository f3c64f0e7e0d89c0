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
    /// A client with a new API key of a user. A real server lets a password in five times a minute and a key as often as it likes;
    /// <see cref="DropKey"/> takes the key back.
    /// </summary>
    public static async Task<FlashClient> WithNewKey(string server, string email, string password, string label, IEnumerable<string> permissions, CancellationToken ct = default)
    {
        using var user = FlashClient.AsUser(server, email, password);
        var body = new { label, permissions = permissions.ToArray() };
        var answer = await user.Post("api/v1/api-keys", body, ct: ct);
        for (var tries = 0; tries < 6 && answer.Code == 401 && answer.Text.Contains("Rate limited", StringComparison.OrdinalIgnoreCase); tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(13), ct);
            answer = await user.Post("api/v1/api-keys", body, ct: ct);
        }
        return FlashClient.WithApiKey(server, answer.Object.Text("apiKey"));
    }

    /// <summary>Takes back the key that this client acts with.</summary>
    public static Task<Answer> DropKey(this FlashClient client, CancellationToken ct = default) => client.Delete("api/v1/api-keys/current", ct);

    /// <summary>
    /// Lets a new store of a real server take payments, without which it makes no invoice: by the command in FLASH_STORE_COMMAND
    /// (it finds the store's id in $STORE, the server in $SERVER and a header to act with in $AUTHORIZATION), else over the
    /// server's own Lightning node. Answers null, or why the store has no payment method; throws
    /// <see cref="InvalidOperationException"/> when the command fails.
    /// </summary>
    public static async Task<string?> TakePayments(this FlashClient client, string storeId, CancellationToken ct = default)
    {
        if (Environment.GetEnvironmentVariable("FLASH_STORE_COMMAND") is { Length: > 0 } command)
        {
            (string, string?)[] told = [("STORE", storeId), ("SERVER", client.Server.ToString().TrimEnd('/')), ("AUTHORIZATION", client.Authorization?.ToString())];
            await ShellCommand.Run("FLASH_STORE_COMMAND", command, told, ct);
            return null;
        }
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
