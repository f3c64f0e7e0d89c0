using BTCPayServer.Plugins.Flash.Tests.Api;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>The load's page, where staff say what becomes of money that came for a closed card.</summary>
public sealed class UnclaimedPageTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task It_is_moved_to_another_card(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        var load = await UnclaimedApiTests.Unclaimed(server, store);
        var card = await ChargesApiTests.Card(store, "5.00");
        var other = (await store.IssueCard()).Text("number");
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width);
        await pages.Look($"unclaimed-overview-{width}", "");
        await pages.Click("#Unclaimed .alert-link");
        await pages.Look($"unclaimed-list-{width}");
        await pages.Click("#UnclaimedList .flash-when");
        await pages.Page.WaitForURLAsync($"**/loads/{load.Text("id")}");
        await pages.Look($"unclaimed-card-{width}", $"cards/{load.Text("cardId")}");
        await pages.Click(".alert-warning .alert-link");
        await pages.Look($"unclaimed-load-{width}");
        await pages.Unfold("UnclaimedAction");
        await pages.Look($"unclaimed-form-{width}");
        Assert.False(await pages.Page.IsVisibleAsync("#Number"));
        await pages.Page.CheckAsync("#ToCard");
        await pages.Look($"unclaimed-to-card-{width}");
        await pages.Fill("#Number", other);
        await pages.Fill("#Reason", "Bought a new card, the old one was closed by mistake");
        await pages.Click("#SettleUnclaimed");
        Assert.Contains("not activated", await pages.Text("#NumberError"), StringComparison.Ordinal);
        Assert.True(await pages.Page.IsCheckedAsync("#ToCard"));
        await pages.Look($"unclaimed-refused-{width}");
        await pages.Fill("#Number", card.Text("number"));
        await pages.Click("#SettleUnclaimed");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(0, await pages.Page.Locator("#UnclaimedAction").CountAsync());
        await pages.Look($"unclaimed-moved-{width}");
        Assert.Equal("15.00", (await store.Card(card.Text("id"))).Text("balance"));
        // From here to the card, and from its history back.
        await pages.Click("section[aria-labelledby=Settled] a");
        await pages.Page.WaitForURLAsync($"**/cards/{card.Text("id")}");
        await pages.Look($"unclaimed-target-{width}");
        await pages.Click("#Timeline a");
        await pages.Page.WaitForURLAsync($"**/cards/{load.Text("cardId")}/loads/{load.Text("id")}");
        // The closed card leads there too.
        await pages.Look($"unclaimed-settled-card-{width}", $"cards/{load.Text("cardId")}");
        await pages.Click(".alert-info .alert-link");
        await pages.Page.WaitForURLAsync($"**/cards/{load.Text("cardId")}/loads/{load.Text("id")}");
        await pages.Look($"unclaimed-none-{width}", "unclaimed");
        await pages.Go("");
        Assert.Equal(0, await pages.Page.Locator("#Unclaimed").CountAsync());
        pages.NoComplaints();
    }

    [Fact]
    public async Task It_is_noted_as_paid_back_and_an_old_page_settles_nothing()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        var load = await UnclaimedApiTests.Unclaimed(server, store);
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        await using var late = await FlashPages.Open(browser, server, store.StoreId);
        foreach (var page in (FlashPages[])[late, pages])
        {
            await page.Go($"cards/{load.Text("cardId")}/loads/{load.Text("id")}");
            await page.Unfold("UnclaimedAction");
            await page.Page.CheckAsync("#ToPaidOut");
            await page.Fill("#Reason", "Cash, receipt 17");
        }
        await pages.Click("#SettleUnclaimed");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Contains("Cash, receipt 17", await pages.Text("section[aria-labelledby=Settled]"), StringComparison.Ordinal);
        await pages.Look("unclaimed-paid-out-1280");
        await late.Click("#SettleUnclaimed");
        await late.Page.WaitForSelectorAsync(".alert-danger");
        Assert.Contains("Nothing of this load is unclaimed", await late.Text(".alert-danger"), StringComparison.Ordinal);
        Assert.Equal("10.00", (await store.GetLoad(load.Text("id"))).Text("paidOut"));
        pages.NoComplaints();
    }
}
