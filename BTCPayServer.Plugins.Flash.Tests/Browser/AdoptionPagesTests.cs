using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Staff take a Bolt Card over that hangs on a pull payment.</summary>
public sealed class AdoptionPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_pull_payment_is_looked_at_first_and_taken_over_once(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStore(new { asset = "SATS" });
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width, 740);
        var pull = await server.PullPayment(store.StoreId, "0.0005");
        await server.Claim(store.StoreId, pull, 10_000);
        var card = await pages.ActiveCard("7");
        await pages.Click("#ShowChip");
        await pages.Unfold("AdoptAction");
        await pages.Click("#ShowAdopt");
        await pages.Look($"adopt-{width}");
        await pages.Fill("#PullPayment", "nothing-of-the-kind");
        await pages.Click("#LookAtPullPayment");
        Assert.Contains("no such pull payment", await pages.Text("#PullPaymentError"), StringComparison.Ordinal);

        await pages.Fill("#PullPayment", $"https://pay.example.com/pull-payments/{pull}");
        await pages.Click("#LookAtPullPayment");
        Assert.Equal(40_000m, await pages.Money("#Left"));
        await pages.Look($"adopt-plan-{width}");
        // Looked at, and nothing done.
        Assert.False((bool)(await server.Admin.Get($"api/v1/pull-payments/{pull}")).Object["archived"]!);
        Assert.Equal(7m, (await store.Card(card.Id)).Money("balance"));
        // What was claimed since it was looked at is not credited.
        await server.Claim(store.StoreId, pull, 10_000);
        await pages.Click("#AdoptNow");
        Assert.Contains("30,000", await pages.Text("#Taken"), StringComparison.Ordinal);
        await pages.Look($"adopted-{width}");
        Assert.StartsWith("boltcard://reset?url=", await pages.Page.InputValueAsync("#ResetLink"), StringComparison.Ordinal);
        Assert.True((bool)(await server.Admin.Get($"api/v1/pull-payments/{pull}")).Object["archived"]!);
        Assert.DoesNotContain(pull, pages.Page.Url, StringComparison.Ordinal);
        // Sent again, it answers the same.
        await pages.Page.ReloadAsync();
        Assert.Contains("30,000", await pages.Text("#Taken"), StringComparison.Ordinal);
        Assert.Equal(30_007m, (await store.Card(card.Id)).Money("balance"));
        await pages.Go($"cards/{card.Id}");
        Assert.Contains("Taken over from a pull payment", await pages.Text("#Timeline"), StringComparison.Ordinal);

        var other = await pages.ActiveCard("1");
        await pages.Go($"cards/{other.Id}/adopt");
        await pages.Fill("#PullPayment", pull);
        await pages.Click("#LookAtPullPayment");
        Assert.Contains("another card", await pages.Text("#PullPaymentError"), StringComparison.Ordinal);
        pages.NoComplaints();
    }
}
