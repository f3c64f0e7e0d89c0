using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Staff issue, change and close cards on their pages.</summary>
public class CardsPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Fact]
    public async Task A_batch_is_issued_once_and_its_file_has_the_codes()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        await pages.Go("cards/batch");
        await pages.Fill("#Count", "30");
        await pages.Fill("#Label", "Spring");
        await pages.Click("#page-primary");
        var download = await pages.Page.RunAndWaitForDownloadAsync(() => pages.Page.ClickAsync("#DownloadBatch"));
        var lines = (await File.ReadAllLinesAsync(await download.PathAsync())).Where(l => l.Length > 0).ToList();
        Assert.Equal(31, lines.Count);
        Assert.All(lines.Skip(1), line => Assert.Matches("[0-9]{16},.+,.+", line));
        // Two pages of a list, and the search by label.
        await pages.Go("cards");
        Assert.Equal(25, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        await pages.Click("#NextPage");
        await pages.Page.WaitForURLAsync(url => url.Contains("Cursor=", StringComparison.Ordinal));
        Assert.Equal(5, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        var number = System.Text.RegularExpressions.Regex.Match(lines[7], "[0-9]{16}").Value;
        await pages.Fill("#Search", number[^4..]);
        await pages.Click(".flash-search button");
        await pages.Page.WaitForURLAsync(url => url.Contains($"Search={number[^4..]}", StringComparison.Ordinal));
        Assert.Contains(number, (await pages.Page.Locator("#CardList tbody tr td:first-child").AllInnerTextsAsync()).Select(t => t.Replace(" ", "", StringComparison.Ordinal)[..16]));
        await pages.Go("cards?Search=spri&By=label&State=Active");
        Assert.Equal(0, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        await pages.Go("cards?Search=spri&By=label&State=Issued");
        Assert.Equal(25, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        pages.NoComplaints();
    }

    [Fact]
    public async Task A_card_is_changed_limited_and_closed_on_its_page()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.Issue("First");

        await pages.Unfold("ActivateAction");
        await pages.Fill("#Code", "AAAA-AAAA");
        await pages.Click("#ActivateCard");
        Assert.Contains("wrong", await pages.Text("#CodeError"), StringComparison.Ordinal);
        Assert.Equal("Not activated", await pages.Text("#CardState"));
        await pages.Fill("#Code", card.Code);
        await pages.Click("#ActivateCard");
        Assert.Equal("Active", await pages.Text("#CardState"));
        await pages.Adjust(card.Id, "20", "opening gift");

        await pages.Unfold("EditAction");
        await pages.Fill("#Label", "Second");
        await pages.Fill("#Holder", "member-7");
        await pages.Click("#SaveEdit");
        Assert.Contains("Second", await pages.Text(".flash-card"), StringComparison.Ordinal);
        await pages.Go("cards?Search=member-7&By=holder");
        Assert.Equal(1, await pages.Page.Locator("#CardList tbody tr").CountAsync());

        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("LimitsAction");
        await pages.Page.CheckAsync("#LimitsOwn");
        await pages.Fill("#ChargeLimit", "5");
        await pages.Click("#SaveLimits");
        await pages.Go($"till/{card.Id}");
        await pages.Fill("#Amount", "5.01");
        await pages.Click("#ChargeCard");
        Assert.Contains("limit", await pages.Text("#Refused"), StringComparison.Ordinal);

        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("AdjustAction");
        await pages.Page.CheckAsync("#AdjustTakes");
        await pages.Fill("#AdjustAmount", "20.01");
        await pages.Fill("#AdjustReason", "too much");
        await pages.Click("#AdjustBalance");
        Assert.Contains("not enough", await pages.Text("#AdjustAmountError"), StringComparison.Ordinal);
        await pages.Fill("#AdjustAmount", "0.50");
        await pages.Click("#AdjustBalance");
        Assert.Equal(19.50m, await pages.Money("#Balance"));

        await pages.Unfold("CloseAction");
        await pages.Page.CheckAsync("#PayoutPaidOut");
        await pages.Click("#CloseCard");
        Assert.Equal("Closed", await pages.Text("#CardState"));
        Assert.Equal(0.00m, await pages.Money("#Balance"));
        await pages.Go($"till/{card.Id}");
        Assert.Contains("closed", await pages.Text("#CannotPay"), StringComparison.Ordinal);
        pages.NoComplaints();
    }
}
