using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Staff report a card lost and put another in its place; and the links that they print on it.</summary>
public sealed class ReplacementPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_lost_card_is_frozen_and_replaced(int width)
    {
        using var world = await TappedStore.Open(await servers.Server);
        var server = world.Server;
        await using var pages = await FlashPages.Open(browser, server, world.Store.StoreId, width, 740);
        var (card, chip) = await world.Card("100.00");
        var old = (await world.Store.Card(card)).Text("number");
        await pages.Go($"cards/{card}/security");
        await pages.Fill("#Pin", "4711");
        await pages.Click("#SetPin");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        await pages.Go($"cards/{card}");
        await pages.Look($"card-active-{width}");
        await pages.Click("#ShowReplacement");
        await pages.Look($"replacement-{width}");
        // Asked, and not done yet.
        await pages.Click("#ReportLost");
        await pages.Look($"lost-confirm-{width}");
        Assert.Equal("withdrawRequest", (await world.Tap(chip)).Text("tag"));
        await pages.Click("#ConfirmContinue");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(1, await pages.Page.Locator("#LostSince").CountAsync());
        Assert.Equal(0, await pages.Page.Locator("#ReportLost").CountAsync());
        Assert.Equal("card-frozen", (await world.Tap(chip)).Text("code"));
        await pages.Look($"replacement-lost-{width}");

        await pages.Click("#ReplacePhysical");
        await pages.Look($"replace-confirm-{width}");
        Assert.Equal("frozen", (await world.Store.Card(card)).Text("state"));
        await pages.Click("#ConfirmContinue");
        await pages.Page.WaitForSelectorAsync("#Replaced");
        await pages.Look($"replaced-{width}");
        var number = (await pages.Text("#CardNumber")).Replace(" ", "", StringComparison.Ordinal);
        Assert.NotEqual(old, number);
        Assert.Contains("100.00", await pages.Text("#Replaced"), StringComparison.Ordinal);
        // Sent twice, it is the same card.
        await pages.Page.ReloadAsync();
        Assert.Equal(number, (await pages.Text("#CardNumber")).Replace(" ", "", StringComparison.Ordinal));
        await pages.Click("#page-primary");
        Assert.Equal(100.00m, await pages.Money("#Balance"));
        Assert.Equal(("Active", "for every payment"), (await pages.Text("#CardState"), await pages.Text("#PinState")));
        Assert.Contains(old[^4..], await pages.Text("#Replaces"), StringComparison.Ordinal);
        await pages.Look($"card-new-{width}");
        await pages.Click("#Replaces");
        Assert.Equal("Closed", await pages.Text("#CardState"));
        Assert.EndsWith(number[^4..], (await pages.Text("#Succeeded .flash-number")).Trim(), StringComparison.Ordinal);
        await pages.Look($"card-replaced-{width}");
        // The test's money came by an API key, of which the user's id is kept.
        Assert.DoesNotMatch("[0-9a-f]{8}-[0-9a-f]{4}-", await pages.Text("#Timeline"));
        await pages.Click("#ReplacedBy");
        Assert.Equal(number, (await pages.Text("#CardNumber")).Replace(" ", "", StringComparison.Ordinal));
        await pages.Look($"replacement-done-{width}", $"cards/{card}/replacement");
        Assert.Contains(number[^4..], await pages.Text("#ReplacedBy"), StringComparison.Ordinal);
        await pages.Look($"links-closed-{width}", $"cards/{card}/links");
        Assert.Equal(0, await pages.Page.Locator("#HolderLink").CountAsync());
        pages.NoComplaints();
    }

    [Theory, InlineData("freeze", 1280), InlineData("lost", 360)]
    public async Task Staff_keep_frozen_what_its_holder_froze(string how, int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var card = await store.IssueCard();
        await store.Activate(card.Text("id"));
        var path = store.Path("holders/ann/cards");
        (await app.Client.Post(path, new { token = card.Text("token") })).Expect();
        path += $"/{card.Text("id")}";
        (await app.Client.Post($"{path}/{how}")).Expect();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width);
        await pages.Go($"cards/{card.Text("id")}");
        Assert.Equal(0, await pages.Page.Locator("#FrozenByStaff").CountAsync());
        await pages.Unfold("FreezeAction");
        await pages.Look($"frozen-{how}-{width}");
        await pages.Click("#FreezeCard");
        Assert.Equal((0, 1), (await pages.Page.Locator("#FreezeCard").CountAsync(), await pages.Page.Locator("#FrozenByStaff").CountAsync()));
        await pages.Look($"frozen-by-staff-{how}-{width}");
        Assert.Equal("card-frozen-by-staff", (await app.Client.Post($"{path}/replace")).Refusal);
        await pages.Unfold("UnfreezeAction");
        await pages.Click("#UnfreezeCard");
        Assert.Equal("active", (await app.Client.Get(path)).Object.Text("state"));
        pages.NoComplaints();
    }

    [Fact]
    public async Task A_new_card_that_is_not_active_shows_its_code_once()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.Issue("Gift");
        await pages.Go($"cards/{card.Id}/replace?kind=Virtual");
        await pages.Click("#ConfirmContinue");
        var code = await pages.Text("#ActivationCode");
        Assert.NotEqual(card.Code, code);
        var number = (await pages.Text("#CardNumber")).Replace(" ", "", StringComparison.Ordinal);
        await pages.Page.ReloadAsync();
        Assert.Equal(0, await pages.Page.Locator("#ActivationCode").CountAsync());
        using var anyone = FlashClient.Anonymous(server.Url);
        await pages.Click("#page-primary");
        await pages.Unfold("ActivateAction");
        await pages.Fill("#Code", code);
        await pages.Click("#ActivateCard");
        Assert.Equal("Active", await pages.Text("#CardState"));
        Assert.Equal(number, (await pages.Text("#CardNumber")).Replace(" ", "", StringComparison.Ordinal));
        await pages.Go($"cards/{card.Id}/replace?kind=paper");
        Assert.DoesNotContain("ConfirmContinue", await pages.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_old_cards_page_says_what_is_still_held_there()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, 360, 740);
        var card = await pages.ActiveCard("30");
        var charge = await store.Charge(new { id = card.Id }, "8", capture: false);
        var successor = (await store.Client.Post(store.Path($"cards/{card.Id}/replace"))).Object;
        await pages.Look("card-replaced-held-360", $"cards/{card.Id}");
        Assert.Contains("8.00", await pages.Text("#HeldStill"), StringComparison.Ordinal);
        await store.Void(charge.Text("id"));
        await pages.Go($"cards/{card.Id}");
        Assert.Equal(0, await pages.Page.Locator("#HeldStill").CountAsync());
        await pages.Click("#ReplacedBy");
        Assert.Equal((successor.Text("number")[^4..], 30.00m), ((await pages.Text("#CardNumber"))[^4..], await pages.Money("#Balance")));
        pages.NoComplaints();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Its_links_are_printed_and_copied(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width, 740);
        var card = await pages.ActiveCard("10");
        var links = (await server.Admin.Get(store.Path($"cards/{card.Id}/links"))).Object;
        await pages.Click("#ShowLinks");
        await pages.Look($"links-{width}");
        Assert.Equal((links.Text("topUpUrl"), links.Text("topUpLnurl"), links.Text("pageUrl")),
            (await pages.Page.InputValueAsync("#TopUpUrl"), await pages.Page.InputValueAsync("#TopUpLnurl"), await pages.Page.InputValueAsync("#HolderLink")));
        foreach (var field in (string[])["TopUpUrl", "TopUpLnurl", "HolderLink"])
            Assert.Equal(await pages.Page.InputValueAsync("#" + field), await pages.Page.GetAttributeAsync($"#{field} + button", "data-clipboard"));
        Assert.Equal(2, await pages.Page.Locator(".flash-qr img").CountAsync());
        var holder = await pages.Page.RunAndWaitForPopupAsync(() => pages.Click("#OpenHolder"));
        Assert.Contains("10.00", await holder.InnerTextAsync("body"), StringComparison.Ordinal);
        pages.NoComplaints();
    }
}
