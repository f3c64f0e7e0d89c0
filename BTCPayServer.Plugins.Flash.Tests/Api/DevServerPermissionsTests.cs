using System.Net;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>DevServer decides permissions as a real server was seen to, with a plugin that asks for permissions of every kind.</summary>
public sealed class DevServerPermissionsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_permission_is_had_through_what_includes_it_and_one_that_nothing_includes_only_through_a_role()
    {
        await using var server = await Start();
        var store = await server.Admin.CreateStore("Store");
        var other = await server.Admin.CreateStore("Other");
        Assert.Equal((200, 200, 403), await Ask(server.Admin, store));

        using (var scoped = FlashClient.WithApiKey(server.Url, await server.Admin.CreateApiKey("view", [$"btcpay.plugin.store.thrower.view:{store}"])))
        {
            Assert.Equal((200, 403, 403), await Ask(scoped, store));
            Assert.Equal((403, 403, 403), await Ask(scoped, other));
            Assert.Equal((403, 403, 403), await Ask(scoped, "unknown"));
            var refused = (await scoped.Get($"api/v1/stores/{store}/thrower/manage")).Json!;
            Assert.Equal("missing-permission", refused.Text("code"));
            Assert.Equal("btcpay.plugin.store.thrower.manage", refused.Text("missingPermission"));
        }

        await server.Admin.CreateUser("cashier@example.com", "cashier-password-1");
        using var cashier = FlashClient.AsUser(server.Url, "cashier@example.com", "cashier-password-1");
        Assert.Equal((403, 403, 403), await Ask(cashier, store));
        await MakeRole(server, store, "Cashier", "btcpay.plugin.store.thrower.lonely");
        (await server.Admin.Post($"api/v1/stores/{store}/users", new { id = "cashier@example.com", storeRole = "Cashier" })).Expect();
        Assert.Equal((403, 403, 200), await Ask(cashier, store));
        (await server.Admin.Put($"api/v1/stores/{store}/users/cashier@example.com", new { storeRole = "Manager" })).Expect();
        Assert.Equal((200, 403, 403), await Ask(cashier, store));
    }

    [Fact]
    public async Task An_admin_who_is_no_member_may_view_what_viewing_the_settings_includes()
    {
        await using var server = await Start();
        var store = await server.Admin.CreateStore("Store");
        await server.Admin.CreateUser("second@example.com", "second-password-1", isAdministrator: true);
        using var second = FlashClient.AsUser(server.Url, "second@example.com", "second-password-1");
        Assert.Equal((200, 403, 403), await Ask(second, store));
    }

    [Fact]
    public async Task A_caller_without_a_known_key_is_told_so_in_json()
    {
        await using var server = await Start();
        using var anonymous = FlashClient.Anonymous(server.Url);
        using var stranger = FlashClient.WithApiKey(server.Url, "0000000000000000000000000000000000000000");
        foreach (var client in (FlashClient[])[anonymous, stranger])
        {
            var answer = await client.Get("api/v1/stores/any/thrower/view");
            Assert.Equal((401, "unauthenticated"), (answer.Code, answer.Refusal));
        }
        Assert.Equal(401, (await anonymous.Post("api/v1/users", new { email = "late@example.com", password = "late-password-1" })).Code);
    }

    [Fact]
    public async Task A_plugin_page_has_the_servers_layout_and_shows_what_the_user_may()
    {
        await using var server = await Start();
        var store = await server.Admin.CreateStore("Store");
        using var browser = new BrowserLikeClient(server.Url);
        using (var away = await browser.Get($"/plugins/{store}/thrower"))
            Assert.StartsWith("/login?ReturnUrl=", away.Headers.Location!.PathAndQuery);
        using (var login = await browser.LogIn("admin@example.com", "admin-password-1"))
            Assert.Equal(HttpStatusCode.Redirect, login.StatusCode);

        using var page = await browser.Get($"/plugins/{store}/thrower");
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("Development server", html);
        Assert.Contains("may manage", html);
        Assert.Contains("may not be lonely", html);
        Assert.DoesNotContain("may be lonely", html);
        Assert.Contains("""id="menu-item-Thrower" class="menu-item nav-link active""", html);
        var nonce = html.Split("nonce=\"")[1].Split('"')[0];
        Assert.Equal($"script-src 'self' 'nonce-{nonce}'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));

        using (var forged = await browser.Post($"/plugins/{store}/thrower", tokenFrom: null))
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using (var posted = await browser.Post($"/plugins/{store}/thrower", tokenFrom: $"/stores/{store}/settings"))
            Assert.Equal(HttpStatusCode.Redirect, posted.StatusCode);
        using (var forbidden = await browser.Get("/plugins/unknown/thrower"))
            Assert.Contains("permission=btcpay.plugin.store.thrower.view", forbidden.Headers.Location!.Query);
        using var unmatched = await browser.Get("/thrower/unmatched");
        Assert.Equal("after the endpoints", await unmatched.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task<ThrowerServer> Start()
    {
        Assert.SkipWhen(FlashServer.IsRealNamed, "a real server cannot play this: it is about the development server");
        return ThrowerServer.Start(postgres);
    }

    private static async Task<(int View, int Manage, int Lonely)> Ask(FlashClient client, string store) => (
        (await client.Get($"api/v1/stores/{store}/thrower/view")).Code,
        (await client.Get($"api/v1/stores/{store}/thrower/manage")).Code,
        (await client.Get($"api/v1/stores/{store}/thrower/lonely")).Code);

    // The real server has no Greenfield route for it either.
    private static async Task MakeRole(ThrowerServer server, string store, string role, string permission)
    {
        using var browser = new BrowserLikeClient(server.Url);
        await browser.LogIn("admin@example.com", "admin-password-1");
        using var made = await browser.Post($"/stores/{store}/roles/create", $"/stores/{store}/roles/create", ("Role", role), ("Permissions", permission));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
    }
}
