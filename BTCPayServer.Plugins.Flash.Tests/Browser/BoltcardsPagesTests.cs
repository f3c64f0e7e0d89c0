using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Staff walk a chip through its life on its pages.</summary>
public sealed class BoltcardsPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_chip_is_programmed_checked_and_wiped(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width, 740);
        using var app = FlashClient.Anonymous(server.Url);
        var chip = SoftwareChip.Blank();
        var card = await pages.ActiveCard("25.00");
        await pages.Go($"cards/{card.Id}");
        await pages.Click("#ShowChip");
        Assert.Equal("No chip", await pages.Text("#ChipState"));
        await Look("chip-none");
        await pages.Fill("#Uid", "04");
        await pages.Click("#ProgramChip");
        Assert.Contains("14 hex digits", await pages.Text("#UidError"), StringComparison.Ordinal);
        await pages.Fill("#Uid", "");
        await pages.Click("#ProgramChip");
        await Look("chip-link");
        var keys = await Ask(new { UID = chip.Uid });
        chip.Program(keys.Text("LNURLW"), keys.Text("K1"), keys.Text("K2"));
        await pages.Click("#page-primary");
        Assert.Equal("Waits for its first tap", await pages.Text("#ChipState"));
        await pages.Unfold("VerifyAction");
        await pages.Fill("#Url", chip.Tap()[..^1]);
        await pages.Click("#VerifyChip");
        await pages.Page.Locator("#UrlError:not([hidden])").WaitForAsync();
        await pages.Fill("#Url", chip.Tap());
        await pages.Click("#VerifyChip");
        await pages.Page.Locator("#ChipVersion").WaitForAsync();
        Assert.Equal(("In use", "0"), (await pages.Text("#ChipState"), await pages.Text("#ChipVersion")));
        foreach (var action in await pages.Page.Locator("#ChipActions > details > summary").AllAsync())
            await action.ClickAsync();
        await Look("chip");
        await pages.Click("#WipeChip");
        await Look("chip-wipe-link");
        await Ask(new { LNURLW = chip.Tap() });
        await pages.Click("#page-primary");
        Assert.Equal("About to be wiped", await pages.Text("#ChipState"));
        await pages.Unfold("WipedAction");
        await pages.Click("#ConfirmWiped");
        Assert.Equal("Blank", await pages.Text("#ChipState"));
        Assert.Equal(4, await pages.Page.Locator("#ChipJournal tbody tr").CountAsync());
        pages.NoComplaints();

        async Task<System.Text.Json.Nodes.JsonObject> Ask(object request)
        {
            var link = (await pages.Page.GetAttributeAsync("#OpenApp", "href"))!;
            var answer = await app.Post(new Uri(Uri.UnescapeDataString(link.Split("url=")[1])).AbsolutePath[1..], request);
            Assert.True(answer.Code == 200, answer.Text);
            return answer.Object;
        }

        Task Look(string name) => pages.Look($"{name}-{width}");
    }
}
