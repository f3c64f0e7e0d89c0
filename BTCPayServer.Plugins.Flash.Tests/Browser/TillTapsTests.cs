using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>A cashier taps a card at the till page, on a reader that types or with the phone's own.</summary>
public sealed class TillTapsTests(ServerFixture servers, BrowserFixture browser)
{
    [Fact]
    public async Task A_tap_on_a_reader_that_types_finds_the_card_once()
    {
        using var world = await TappedStore.Open(await servers.Server);
        await using var pages = await FlashPages.Open(browser, world.Server, world.Store.StoreId);
        var (card, chip) = await world.Card("10");
        var tap = chip.Tap();
        await Type(tap);
        await pages.Page.WaitForURLAsync($"**/till/{card}");
        Assert.Equal(10.00m, await pages.Money("#Available"));
        await pages.Fill("#Amount", "4");
        await pages.Click("#ChargeCard");
        Assert.Equal(6.00m, await pages.Money("#Available"));
        // Neither the same tap nor a forged one is a card at hand; nothing of them is shown.
        await Refused(tap, "used before");
        await Refused(tap[..^1] + (tap[^1] == '0' ? '1' : '0'), "not a valid tap");
        await Refused(tap.Split('?')[0], "not a valid tap");
        await Type(chip.Tap());
        await pages.Page.WaitForURLAsync($"**/till/{card}");
        pages.NoComplaints();

        async Task Refused(string typed, string said)
        {
            await Type(typed);
            // The page before has the field too, hidden and empty.
            await pages.Page.WaitForSelectorAsync("#CardError:not([hidden])");
            Assert.Contains(said, await pages.Text("#CardError"), StringComparison.Ordinal);
            Assert.Equal("", await pages.Page.InputValueAsync("#Card"));
            await pages.Page.WaitForSelectorAsync("#Card:focus");
        }

        async Task Type(string text)
        {
            await pages.Go("till");
            await pages.Page.Locator("#Card").PressSequentiallyAsync(text);
            await pages.Page.Keyboard.PressAsync("Enter");
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task What_is_on_the_card_is_not_shown_where_the_programme_hides_it(int width)
    {
        var server = await servers.Server;
        using var world = await TappedStore.Open(server);
        var (_, chip) = await world.Card("12.34");
        (await world.Store.Client.Put(world.Store.Path("tap-settings"), new { showBalance = false })).Expect();
        await using var pages = await FlashPages.Open(browser, server, world.Store.StoreId, width);
        await pages.Go("till");
        await pages.Fill("#Card", chip.Tap());
        await pages.Click("#FindCard");
        await pages.Look($"till-hidden-{width}");
        Assert.DoesNotContain("12.34", await pages.Text(".flash-till"), StringComparison.Ordinal);
        await pages.Fill("#Amount", "2.00");
        await pages.Click("#ChargeCard");
        await pages.Look($"till-hidden-charged-{width}");
        Assert.Contains("2.00", await pages.Text("#Charged"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.34", await pages.Text(".flash-till"), StringComparison.Ordinal);
        pages.NoComplaints();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task What_is_on_a_lost_card_is_not_shown_to_who_holds_it(int width)
    {
        var server = await servers.Server;
        using var world = await TappedStore.Open(server);
        var (card, chip) = await world.Card("12.34");
        (await world.Store.Client.Post(world.Store.Path($"cards/{card}/lost"))).Expect();
        await using var pages = await FlashPages.Open(browser, server, world.Store.StoreId, width);
        await pages.Go("till");
        await pages.Fill("#Card", chip.Tap());
        await pages.Click("#FindCard");
        await pages.Look($"till-lost-{width}");
        Assert.Contains("reported lost", await pages.Text("#CannotPay"), StringComparison.Ordinal);
        Assert.DoesNotContain("12.34", await pages.Text(".flash-till"), StringComparison.Ordinal);
        (await world.Store.Client.Post(world.Store.Path($"cards/{card}/unfreeze"))).Expect();
        await pages.Go($"till/{card}");
        Assert.Contains("12.34", await pages.Text(".flash-till"), StringComparison.Ordinal);
        pages.NoComplaints();
    }

    [Fact]
    public async Task Another_stores_tap_finds_nothing_and_is_not_used_up()
    {
        var server = await servers.Server;
        using var world = await TappedStore.Open(server);
        using var other = await TappedStore.Open(server);
        var (card, chip) = await world.Card("10");
        await other.Card("10");
        var tap = chip.Tap();
        await using (var pages = await FlashPages.Open(browser, server, other.Store.StoreId))
        {
            await pages.Go("till");
            await pages.Fill("#Card", tap);
            await pages.Click("#FindCard");
            Assert.Contains("no such card", await pages.Text("#CardError"), StringComparison.Ordinal);
        }
        await using var own = await FlashPages.Open(browser, server, world.Store.StoreId);
        await own.Go("till");
        await own.Fill("#Card", tap);
        await own.Click("#FindCard");
        Assert.EndsWith($"/till/{card}", own.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_phone_that_reads_chips_does_so_itself(int width)
    {
        using var world = await TappedStore.Open(await servers.Server);
        await using var pages = await FlashPages.Open(browser, world.Server, world.Store.StoreId, width);
        var (card, chip) = await world.Card("10");
        await pages.Go("till");
        Assert.False(await pages.Page.IsVisibleAsync("#TapCard"));
        // Chromium here has no reader: one that reads this chip as soon as it is asked to.
        await pages.Page.AddInitScriptAsync($$"""
            window.NDEFReader = class extends EventTarget {
                async scan() {
                    if (!document.querySelector('#TapCard').textContent.includes('Hold the card')) throw new Error('nobody is asked to tap');
                    const reading = new Event('reading');
                    reading.message = { records: [{ recordType: 'url', data: new TextEncoder().encode({{System.Text.Json.JsonSerializer.Serialize(chip.Tap())}}) }] };
                    this.dispatchEvent(reading);
                }
            };
            """);
        await pages.Go("till");
        await pages.Look($"till-nfc-{width}");
        await pages.Click("#TapCard");
        await pages.Page.WaitForURLAsync($"**/till/{card}");
        Assert.Equal(10.00m, await pages.Money("#Available"));
        pages.NoComplaints();
    }
}
