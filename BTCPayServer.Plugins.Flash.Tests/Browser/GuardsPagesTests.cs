using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>A card with a PIN, and one that sleeps, at the till page and on their holder's page.</summary>
public sealed class GuardsPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360), InlineData(1280)]
    public async Task The_till_asks_for_the_pin_and_keeps_nothing_of_it(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width, 740);
        var card = await pages.ActiveCard("50");
        await pages.Go($"till/{card.Id}");
        Assert.Equal(0, await pages.Page.Locator("#Pin").CountAsync());
        await store.SetPin(card.Id, "4711", "5");

        await pages.Go($"till/{card.Id}");
        var input = pages.Page.Locator("#Pin");
        Assert.Equal(("password", "numeric", "off"), (await input.GetAttributeAsync("type"), await input.GetAttributeAsync("inputmode"), await input.GetAttributeAsync("autocomplete")));
        Assert.Contains("5.00", await pages.Text("#PinHelp"), StringComparison.Ordinal);
        await pages.FitsTheWindow();
        await BrowserFixture.Screenshot(pages.Page, $"till-pin-{width}");
        await pages.Fill("#Amount", "4.99");
        await pages.Click("#ChargeCard");
        Assert.Contains("4.99", await pages.Text("#Charged"), StringComparison.Ordinal);
        await Charge("5", "", "PIN is needed");
        Assert.Equal("Pin", await pages.Page.EvaluateAsync<string>("document.activeElement.id"));
        await Charge("5", "0000", "PIN is wrong");
        Assert.Equal(("5", ""), (await pages.Page.InputValueAsync("#Amount"), await pages.Page.InputValueAsync("#Pin")));
        Assert.DoesNotContain("0000", (await pages.Page.InnerHTMLAsync("#mainContent")).Replace("000000", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await pages.Fill("#Pin", "4711");
        await pages.Click("#ChargeCard");
        Assert.Contains("5.00", await pages.Text("#Charged"), StringComparison.Ordinal);
        Assert.DoesNotContain("4711", pages.Page.Url, StringComparison.Ordinal);

        for (var i = 0; i < 2; i++)
            await Charge("6", "1111", "PIN is wrong");
        await Charge("6", "1111", "locked");
        Assert.True(await pages.Page.Locator("#CannotPay").IsVisibleAsync());
        Assert.Equal(0, await pages.Page.Locator("#ChargeCard").CountAsync());
        await pages.FitsTheWindow();
        await BrowserFixture.Screenshot(pages.Page, $"till-locked-{width}");
        Assert.Equal("40.01", (await store.Card(card.Id)).Text("balance"));
        pages.NoComplaints();

        async Task Charge(string amount, string pin, string said)
        {
            await pages.Fill("#Amount", amount);
            await pages.Fill("#Pin", pin);
            await pages.Click("#ChargeCard");
            Assert.Contains(said, await pages.Text("#Refused"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sleeping_card_says_so_and_is_charged_once_it_is_awake()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, 360, 740);
        var card = await pages.ActiveCard("50");
        (await store.Client.Put(store.Path($"cards/{card.Id}/sleep"), new { minutes = 5 })).Expect();
        await pages.Go($"till/{card.Id}");
        Assert.True(await pages.Page.Locator("#Asleep").IsVisibleAsync());
        await pages.FitsTheWindow();
        await pages.Fill("#Amount", "5");
        await pages.Click("#ChargeCard");
        Assert.Contains("sleeps", await pages.Text("#Refused"), StringComparison.Ordinal);
        await BrowserFixture.Screenshot(pages.Page, "till-asleep-360");
        (await store.Client.Post(store.Path($"cards/{card.Id}/wake"))).Expect();
        await pages.Click("#ChargeCard");
        Assert.Contains("5.00", await pages.Text("#Charged"), StringComparison.Ordinal);
        Assert.Equal(0, await pages.Page.Locator("#Asleep").CountAsync());
        pages.NoComplaints();
    }

    [Fact]
    public async Task The_holders_page_says_in_every_language_that_a_card_sleeps_or_is_locked()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        var card = (await store.IssueCard()).Text("id");
        await store.Activate(card);
        var url = (await store.Client.Get(store.Path($"cards/{card}/links"))).Object["pageUrl"]!.ToString();
        var page = await browser.NewPage(360, 740);
        await page.GotoAsync(url);
        Assert.Equal(0, await page.Locator("#Note").CountAsync());
        var said = new HashSet<string>();
        (await store.Client.Put(store.Path($"cards/{card}/sleep"), new { minutes = 5 })).Expect();
        await Look("asleep");
        await store.SetPin(card, "4711");
        (await store.Client.Put(store.Path($"cards/{card}/sleep"), new { minutes = (int?)null })).Expect();
        for (var i = 0; i < 3; i++)
            await store.Client.Post(store.Path("charges"), new { card = new { id = card }, amount = "1.00", pin = "0000" });
        await Look("locked");
        Assert.Equal(16, said.Count);

        async Task Look(string what)
        {
            foreach (var language in (string[])["en", "es", "fr", "ar"])
            {
                await page.GotoAsync($"{url}?lang={language}");
                said.Add(await page.InnerTextAsync("#Note"));
                said.Add(await page.InnerTextAsync("#State"));
                await BrowserFixture.Screenshot(page, $"holder-{what}-{language}");
            }
        }
    }
}
