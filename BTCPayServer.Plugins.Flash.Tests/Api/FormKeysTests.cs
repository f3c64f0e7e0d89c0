using System.Net;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>Forms act once by the key that their page gave them, and by no other.</summary>
public sealed class FormKeysTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_form_cannot_send_the_key_of_something_else_nor_one_that_is_none()
    {
        var server = await fixture.Server;
        server.NeedsDevServer("its log-in form");
        var store = await server.NewStore();
        var card = (await store.IssueCard()).Text("id");
        await store.Activate(card);
        using var browser = new BrowserLikeClient(server.Url);
        (await browser.LogIn(server.Email, server.Password)).Dispose();
        var page = $"/plugins/{store.StoreId}/flash/till";

        // The card that a replacement issues under its own key.
        (await browser.Post($"/plugins/{store.StoreId}/flash/cards/issue", page, ("Key", $"replace {Guid.Parse(card):N} Virtual"), ("Label", "Mine"))).Dispose();
        Assert.Equal(card, (await store.Client.Post(store.Path($"cards/{card}/replace"))).Object.Text("replaces"));

        card = (await store.IssueCard()).Text("id");
        foreach (var key in new[] { new string('k', 250), " " })
        {
            using var adjusted = await browser.Post($"/plugins/{store.StoreId}/flash/cards/{card}/adjust", page, ("Key", key), ("AdjustAmount", "1"), ("AdjustReason", "test"));
            Assert.Equal(HttpStatusCode.Redirect, adjusted.StatusCode);
        }
        Assert.Equal("2.00", (await store.Card(card)).Text("balance"));
        // A page's own key acts once.
        foreach (var _ in new[] { 1, 2 })
            (await browser.Post($"/plugins/{store.StoreId}/flash/cards/{card}/adjust", page, ("Key", "0123456789abcdef0123456789abcdef"), ("AdjustAmount", "1"), ("AdjustReason", "test"))).Dispose();
        Assert.Equal("3.00", (await store.Card(card)).Text("balance"));
    }
}
