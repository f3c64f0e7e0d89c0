using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Staff set what guards a card when it is tapped.</summary>
public sealed class SecurityPageTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_pin_is_set_changed_locked_unlocked_and_removed(int width)
    {
        using var world = await TappedStore.Open(await servers.Server);
        await using var pages = await FlashPages.Open(browser, world.Server, world.Store.StoreId, width, 740);
        var (card, chip) = await world.Card("100.00");
        await pages.Go($"cards/{card}");
        await pages.Click("#ShowSecurity");
        Assert.Equal(("None", "Off"), (await pages.Text("#PinState"), await pages.Text("#SleepState")));
        await pages.Look($"security-none-{width}");

        await pages.Fill("#Pin", "12");
        await pages.Fill("#PinFrom", "20");
        await pages.Click("#SetPin");
        Assert.Contains("4 to 8 digits", await pages.Text("#PinError"), StringComparison.Ordinal);
        Assert.Equal(("", "20"), (await pages.Page.InputValueAsync("#Pin"), await pages.Page.InputValueAsync("#PinFrom")));
        await pages.Fill("#Pin", "4711");
        await pages.Fill("#PinFrom", "ten");
        await pages.Click("#SetPin");
        Assert.Contains("Enter an amount", await pages.Text("#PinFromError"), StringComparison.Ordinal);
        await pages.Fill("#Pin", "4711");
        await pages.Fill("#PinFrom", "20");
        await pages.Click("#SetPin");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(("Set", "3 of 3"), (await pages.Text("#PinState"), await pages.Text("#PinTries")));
        Assert.Contains("20.00", await pages.Text("#PinFromNow"), StringComparison.Ordinal);

        for (var i = 0; i < 3; i++)
            await world.Pay(await world.Tap(chip), (await world.Ask(40_000_000)).Bolt11, "0000");
        await pages.Go($"cards/{card}");
        Assert.Equal("Locked", await pages.Text("#PinState"));
        await pages.Look($"card-locked-{width}");
        await pages.Click("#ShowSecurity");
        await pages.Look($"security-locked-{width}");
        Assert.Equal("0 of 3", await pages.Text("#PinTries"));
        await pages.Click("#UnlockPin");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(("Set", "3 of 3"), (await pages.Text("#PinState"), await pages.Text("#PinTries")));
        // The same PIN as before.
        Assert.Equal("OK", (await world.Pay(await world.Tap(chip), (await world.Ask(40_000_000)).Bolt11, "4711")).Text("status"));

        await pages.Unfold("PinAction");
        await pages.Fill("#Pin", "123456");
        await pages.Fill("#PinFrom", "0");
        await pages.Click("#SetPin");
        Assert.Equal("for every payment", await pages.Text("#PinFromNow"));
        await pages.Unfold("RemovePinAction");
        await pages.Look($"security-set-{width}");
        await pages.Click("#RemovePin");
        Assert.Equal("None", await pages.Text("#PinState"));
        Assert.Equal("OK", (await world.Pay(await world.Tap(chip), (await world.Ask(1_000_000)).Bolt11)).Text("status"));
        pages.NoComplaints();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_card_sleeps_wakes_and_sleeps_again(int width)
    {
        using var world = await TappedStore.Open(await servers.Server);
        await using var pages = await FlashPages.Open(browser, world.Server, world.Store.StoreId, width, 740);
        var (card, chip) = await world.Card("100.00");
        await pages.Go($"cards/{card}/security");
        await pages.Unfold("SleepAction");
        foreach (var wrong in (string[])["0", "1441", "1.5", "soon"])
        {
            await pages.Fill("#Minutes", wrong);
            await pages.Click("#SetSleep");
            Assert.Contains("1 to 1440", await pages.Text("#MinutesError"), StringComparison.Ordinal);
            Assert.Equal(wrong, await pages.Page.InputValueAsync("#Minutes"));
        }
        await pages.Fill("#Minutes", "3");
        await pages.Click("#SetSleep");
        Assert.Equal(("On", "3 minutes", "asleep"), (await pages.Text("#SleepState"), await pages.Text("#SleepMinutes"), await pages.Text("#SleepNow")));
        Assert.Equal("card-asleep", (await world.Tap(chip)).Text("code"));
        await pages.Click("#WakeCard");
        Assert.Equal("awake", await pages.Text("#SleepNow"));
        await pages.Look($"security-awake-{width}");
        Assert.Equal("withdrawRequest", (await world.Tap(chip)).Text("tag"));
        await pages.Click("#SleepCard");
        Assert.Equal("asleep", await pages.Text("#SleepNow"));
        Assert.Equal("card-asleep", (await world.Tap(chip)).Text("code"));
        await pages.Go($"cards/{card}");
        Assert.Equal("asleep", await pages.Text("#SleepState"));
        await pages.Click("#ShowSecurity");
        await pages.Unfold("SleepOffAction");
        await pages.Click("#SleepOff");
        Assert.Equal("Off", await pages.Text("#SleepState"));
        Assert.Equal("withdrawRequest", (await world.Tap(chip)).Text("tag"));
        pages.NoComplaints();
    }
}
