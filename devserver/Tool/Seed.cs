using System.Security.Cryptography;
using Flash.Client;

namespace Flash.Tool;

/// <summary>Gives a server of ours a user, a store and an API key, all made through the server's own API, and tells how to use them.</summary>
internal static class Seed
{
    private const string Email = "demo@example.com";

    /// <summary>Makes what is missing and prints it all.</summary>
    public static async Task Run(string url, string file, CancellationToken ct)
    {
        var credentials = await User(url, file, ct);
        using var user = FlashClient.AsUser(url, credentials.Email, credentials.Password);
        if (credentials.StoreId is null || !(await user.Get($"api/v1/stores/{credentials.StoreId}", ct)).Succeeded)
        {
            var store = await user.CreateStore("Flash demo store", ct: ct);
            if (!await Greenfield.IsDevServer(user, ct) && await user.TakePayments(store, ct) is { } note)
                Console.WriteLine($"note: {note}");
            credentials = credentials with { StoreId = store, ApiKey = null };
        }
        if (credentials.ApiKey is null || !await Works(url, credentials, ct))
            credentials = credentials with { ApiKey = await user.CreateApiKey("Flash demo", [$"btcpay.store.canmodifystoresettings:{credentials.StoreId}"], ct) };
        credentials.Save(file);
        await SetUp(url, credentials, ct);
        Print(url, credentials);
    }

    /// <summary>The demo user of a server of ours: the one in the file when the server knows it, else a new first user.</summary>
    public static async Task<Credentials> User(string url, string file, CancellationToken ct)
    {
        if (Credentials.Load(file) is { } known)
        {
            using var client = FlashClient.AsUser(url, known.Email, known.Password);
            if ((await client.Get("api/v1/users/me", ct)).Succeeded)
                return known;
        }
        using var anonymous = FlashClient.Anonymous(url);
        var credentials = new Credentials(Email, "demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        var answer = await anonymous.Post("api/v1/users", new { email = credentials.Email, password = credentials.Password, isAdministrator = true }, ct: ct);
        if (!answer.Succeeded)
            throw new ToolException($"""
                this server has users already and none of them is known here ({answer.Code}: {answer.Text}).
                Name it and its admin: FLASH_SERVER_URL={url} FLASH_SERVER_EMAIL=... FLASH_SERVER_PASSWORD=...
                """);
        credentials.Save(file);
        return credentials;
    }

    // A programme, so that the first card can be issued at once; one that is there stays as it is.
    private static async Task SetUp(string url, Credentials credentials, CancellationToken ct)
    {
        using var client = FlashClient.WithApiKey(url, credentials.ApiKey!);
        var store = new StoreClient(client, credentials.StoreId!);
        if ((await client.Get(store.Path("programme"), ct)).Succeeded)
            return;
        var answer = await client.Put(store.Path("programme"), new { asset = "USD" }, ct);
        if (!answer.Succeeded)
            Console.WriteLine($"note: the store has no card programme: {answer.Request} answered {answer.Code} {answer.Text}");
    }

    private static async Task<bool> Works(string url, Credentials credentials, CancellationToken ct)
    {
        using var client = FlashClient.WithApiKey(url, credentials.ApiKey!);
        return (await client.Get($"api/v1/stores/{credentials.StoreId}", ct)).Succeeded;
    }

    private static void Print(string url, Credentials c) => Console.WriteLine($"""

          Flash is running on {url}

            sign in    {c.Email}
            password   {c.Password}
            store      {c.StoreId}
            API key    {c.ApiKey}
            cards      {url}/plugins/{c.StoreId}/flash

          Issue a card:

            curl -H "Authorization: token {c.ApiKey}" -H "Content-Type: application/json" \
              -d '{"{"}"kind":"virtual","label":"First card"{"}"}' \
              {url}/api/v1/stores/{c.StoreId}/flash/cards

        """);
}
