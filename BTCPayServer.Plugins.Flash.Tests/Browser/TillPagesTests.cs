using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Tests.Support;
using BTCPayServer.Plugins.Flash.Tills;
using Flash.Client;
using Microsoft.Playwright;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>The till on its page: the keyboard, a scanner, no script, a cashier; and tills of their own.</summary>
public class TillPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Fact]
    public async Task A_charge_takes_no_mouse()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var keys = pages.Page.Keyboard;
        await pages.Go("till");
        await pages.Page.WaitForSelectorAsync("#Card:focus");
        await keys.TypeAsync(card.Number);
        await keys.PressAsync("Enter");
        await pages.Page.WaitForSelectorAsync("#Amount:focus");
        await keys.TypeAsync("4");
        await keys.PressAsync("Tab");
        Assert.Equal("OrderReference", await pages.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keys.PressAsync("Tab");
        Assert.Equal("ChargeCard", await pages.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keys.PressAsync("Enter");
        Assert.Contains("4.00", await pages.Text("#Charged"), StringComparison.Ordinal);
        Assert.Equal(6.00m, await pages.Money("#Available"));
        pages.NoComplaints();
    }

    [Fact]
    public async Task A_scanned_code_finds_the_card()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var token = (await server.Admin.Get(store.Path($"cards/{card.Id}/token"))).Object.Text("token");
        await pages.Go("till");
        await pages.Page.Locator("#Card").PressSequentiallyAsync(token);
        await pages.Page.Keyboard.PressAsync("Enter");
        await pages.Page.WaitForURLAsync($"**/till/{card.Id}");
        Assert.Equal(10.00m, await pages.Money("#Available"));
        // What a code carries never stands in an address.
        Assert.DoesNotContain(token, pages.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_charge_needs_no_script()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var cookies = await pages.Page.Context.CookiesAsync();
        await using var context = await pages.Page.Context.Browser!.NewContextAsync(new() { JavaScriptEnabled = false });
        await context.AddCookiesAsync(cookies.Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path }));
        var plain = await context.NewPageAsync();
        await plain.GotoAsync($"{server.Url}/plugins/{store.StoreId}/flash/till");
        await plain.FillAsync("#Card", card.Number);
        await plain.Follow("#FindCard");
        await plain.FillAsync("#Amount", "4");
        await plain.Follow("#ChargeCard");
        Assert.Contains("4.00", await plain.InnerTextAsync("#Charged"), StringComparison.Ordinal);
        await plain.Follow("#RefundCharge");
        await plain.Follow("#RefundNow");
        await plain.Follow("#BackToCard");
        Assert.Contains("10.00", await plain.InnerTextAsync("#Available"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_till_is_paired_by_its_code_and_revoked()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        await pages.Go("tills");
        await pages.Fill("#Name", "Front counter");
        await pages.Fill("#ChargeLimit", "5");
        await pages.Click("#MakeTill");
        var code = await pages.Text("#PairingCode");
        using var anonymous = FlashClient.Anonymous(server.Url);
        var paired = await anonymous.Post("api/v1/flash/till/pair", new { code });
        Assert.True(paired.Succeeded, paired.Text);
        await pages.Go("tills");
        Assert.Contains("Paired", await pages.Text("#TillList"), StringComparison.Ordinal);
        await pages.Click("#TillList a[href$=revoke]");
        await pages.Click("#ConfirmContinue");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Contains("Revoked", await pages.Text("#TillList"), StringComparison.Ordinal);
        pages.NoComplaints();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_paired_till_gets_other_limits(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width);
        await store.Client.Post(store.Path("tills"), new { name = "Front counter", chargeLimit = "100.00", dayLimit = "2000.00" });
        await store.Client.Post(store.Path("tills"), new { name = "Terrace" });
        await pages.Look($"tills-list-{width}", "tills");
        await pages.Page.GetByRole(AriaRole.Link, new() { Name = "Change Front counter" }).Follow();
        Assert.Equal("100.00", await pages.Page.InputValueAsync("#ChargeLimit"));
        await pages.Look($"tills-change-{width}");
        await pages.Fill("#ChargeLimit", "many");
        await pages.Click("#page-primary");
        Assert.Contains("12.50", await pages.Text("#ChargeLimitError"), StringComparison.Ordinal);
        Assert.Equal("many", await pages.Page.InputValueAsync("#ChargeLimit"));
        await pages.Look($"tills-change-refused-{width}");
        await pages.Fill("#Name", "Main bar");
        await pages.Fill("#ChargeLimit", "25,50");
        await pages.Fill("#DayLimit", "");
        await pages.Click("#page-primary");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Contains("Main bar", await pages.Text("#TillList"), StringComparison.Ordinal);
        Assert.Contains("25.50", await pages.Text("#TillList"), StringComparison.Ordinal);
        var tills = (await store.Client.Get(store.Path("tills"))).List;
        Assert.Equal(("Main bar", "25.50", null), (tills[1]!.Text("name"), tills[1]!.Text("chargeLimit"), (string?)tills[1]!["dayLimit"]));
        await pages.Look($"tills-changed-{width}");
        pages.NoComplaints();
    }

    [Fact]
    public async Task A_cashier_sees_the_till_and_nothing_else()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        await pages.Page.GotoAsync($"{server.Url}/stores/{store.StoreId}/roles/create");
        await pages.Fill("#Role", "Cashier");
        await pages.Page.CheckAsync("input[value='btcpay.plugin.store.flash.charge']");
        await pages.Click("#page-primary");
        var email = $"cashier-{Guid.NewGuid():N}@example.com";
        var user = await server.Admin.CreateUser(email, "cashier-password-1");
        var role = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/roles")).List.First(r => r!.Text("role") == "Cashier")!.Text("id");
        (await server.Admin.Post($"api/v1/stores/{store.StoreId}/users", new { id = user.Text("id"), storeRole = role })).Expect();

        await using var cashier = await FlashPages.Open(browser, server, store.StoreId, email, "cashier-password-1");
        await cashier.Go("till");
        Assert.Equal(0, await cashier.Page.Locator("#RecentCharges").CountAsync());
        Assert.Equal(1, await cashier.Page.Locator("#menu-item-FlashTill").CountAsync());
        Assert.Equal(0, await cashier.Page.Locator("#menu-item-FlashOverview, #menu-item-FlashCards, #menu-item-FlashSettings").CountAsync());
        await cashier.Fill("#Card", card.Number);
        await cashier.Click("#FindCard");
        await cashier.Fill("#Amount", "4");
        await cashier.Click("#ChargeCard");
        await cashier.Click("#RefundCharge");
        await cashier.Click("#RefundNow");
        await cashier.Page.WaitForSelectorAsync(".alert-success");
        foreach (var path in (string[])["", "cards", $"cards/{card.Id}", "cards/issue", "settings", "tills"])
        {
            await cashier.Go(path);
            Assert.Contains("/errors/403", cashier.Page.Url, StringComparison.Ordinal);
        }
    }
}
