using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Whoever may only look sees what there is and no way to change it.</summary>
public sealed class PermissionsTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData("view", "card payments")]
    [InlineData("charge", "")]
    [InlineData("cards", "card payments qr links chip security replacement lost replace?kind=Virtual")]
    [InlineData("adjust", "card payments adopt")]
    [InlineData("settings", "card payments settings settings/taps")]
    public async Task A_role_opens_its_pages_and_no_others(string permission, string opens)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        await pages.Page.GotoAsync($"{server.Url}/stores/{store.StoreId}/roles/create");
        await pages.Fill("#Role", "Somebody");
        await pages.Page.CheckAsync($"input[value='btcpay.plugin.store.flash.{permission}']");
        await pages.Click("#page-primary");
        var email = $"{permission}-{Guid.NewGuid():N}@example.com";
        var user = await server.Admin.CreateUser(email, "somebody-password-1");
        var role = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/roles")).List.First(r => r!.Text("role") == "Somebody")!.Text("id");
        (await server.Admin.Post($"api/v1/stores/{store.StoreId}/users", new { id = user.Text("id"), storeRole = role })).Expect();

        await using var somebody = await FlashPages.Open(browser, server, store.StoreId, email, "somebody-password-1");
        string[] all = ["card", "qr", "links", "chip", "security", "replacement", "lost", "replace?kind=Virtual", "adopt", "payments", "settings", "settings/taps"];
        var opened = new List<string>();
        foreach (var path in all)
        {
            await somebody.Go(path is "payments" or "settings" or "settings/taps" ? path : path == "card" ? $"cards/{card.Id}" : $"cards/{card.Id}/{path}");
            if (!somebody.Page.Url.Contains("/errors/403", StringComparison.Ordinal))
                opened.Add(path);
        }
        Assert.Equal(opens.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), opened.Order(StringComparer.Ordinal));
        if (permission is "view" or "settings")
        {
            await somebody.Go($"cards/{card.Id}");
            Assert.Equal(0, await somebody.Page.Locator("#mainContent form, #Places").CountAsync());
        }
    }
}
