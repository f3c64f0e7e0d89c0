using System.Text;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using Microsoft.Playwright;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>The holder's page: on a cheap phone, without script, without login, in four languages.</summary>
public sealed class HoldersTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360, "en"), InlineData(360, "ar"), InlineData(360, "es"), InlineData(360, "fr"), InlineData(1280, "en"), InlineData(1280, "ar")]
    public async Task The_page_shows_the_card_and_freezes_it_without_script(int width, string language)
    {
        var (server, store, card, url) = await Card("<b>Müller</b> ☕ & a label that is as long as labels may get, which is one hundred letters");
        await using var context = await (await Browser()).NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = width, Height = 740 }, Locale = language });
        var page = await context.NewPageAsync();
        var answer = (await page.GotoAsync(url))!;
        Assert.Equal(200, answer.Status);
        Assert.True((await answer.BodyAsync()).Length < 60_000, $"{(await answer.BodyAsync()).Length} bytes");
        var headers = await answer.AllHeadersAsync();
        Assert.Equal("no-store", headers["cache-control"]);
        Assert.Contains("noindex", headers["x-robots-tag"], StringComparison.Ordinal);
        Assert.Equal((language, language == "ar" ? "rtl" : "ltr"), (await page.GetAttributeAsync("html", "lang"), await page.GetAttributeAsync("html", "dir")));
        Assert.Equal("no-referrer", await page.GetAttributeAsync("meta[name=referrer]", "content"));
        Assert.Contains("25.00", await page.InnerTextAsync("#Balance"), StringComparison.Ordinal);
        Assert.Contains("SATS", (await page.InnerTextAsync("#Second")).ToUpperInvariant(), StringComparison.Ordinal);
        Assert.Contains("<b>Müller</b>", await page.InnerTextAsync(".card"), StringComparison.Ordinal);
        Assert.StartsWith("lightning:LNURL1", await page.GetAttributeAsync("#OpenWallet", "href"), StringComparison.Ordinal);
        Assert.True(await page.Locator(".qr img").IsVisibleAsync());
        Assert.Equal(0, await page.Locator("script").CountAsync());
        // Nothing is fetched from anywhere, and nothing is wider than the window.
        Assert.Equal(0, await page.Locator("[src^='http'], link[rel=stylesheet]").CountAsync());
        var box = (await page.Locator("body").BoundingBoxAsync())!;
        Assert.True(box.Width <= width, $"{box.Width}");
        await BrowserFixture.Screenshot(page, $"holder-{language}-{width}");

        await page.Follow("#FreezeThis summary");
        await page.Follow("#FreezeNow");
        Assert.True(await page.Locator("#Note").IsVisibleAsync());
        Assert.Equal(language, await page.GetAttributeAsync("html", "lang"));
        Assert.Equal(0, await page.Locator("#FreezeNow").CountAsync());
        Assert.Equal("frozen", (await store.Card(card)).Text("state"));
        await BrowserFixture.Screenshot(page, $"holder-frozen-{language}-{width}");
        await page.Follow("footer a[lang=fr], footer a[lang=es]");
        Assert.NotEqual(language, await page.GetAttributeAsync("html", "lang"));
        _ = server;
    }

    [Fact]
    public async Task The_history_turns_its_pages_and_a_closed_card_shows_none()
    {
        var (_, store, card, url) = await Card("Card");
        for (var i = 0; i < 12; i++)
            await store.Charge(new { id = card }, "0.10");
        var page = await browser.NewPage(360, 740);
        await page.GotoAsync(url);
        Assert.Equal(10, await page.Locator(".lines li").CountAsync());
        await page.Follow("#Older");
        Assert.Equal(3, await page.Locator(".lines li").CountAsync());
        await page.Follow("#Newest");
        Assert.Equal(10, await page.Locator(".lines li").CountAsync());
        await page.GotoAsync(url + "?before=nonsense");
        Assert.Equal(10, await page.Locator(".lines li").CountAsync());
        (await store.Client.Post(store.Path($"cards/{card}/close"), new { payout = "paid-out" })).Expect();
        await page.GotoAsync(url);
        Assert.Equal(0, await page.Locator(".lines, #TopUp, #FreezeNow, #Balance").CountAsync());
        await BrowserFixture.Screenshot(page, "holder-closed");
    }

    [Fact]
    public async Task No_other_site_and_no_guess_freezes_a_card()
    {
        var (server, store, card, url) = await Card("Card");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        foreach (var body in new HttpContent?[] { null, new FormUrlEncodedContent([]), new FormUrlEncodedContent([new("secret", "x")]), new StringContent("{\"secret\":\"x\"}", Encoding.UTF8, "application/json") })
        {
            using var answer = await http.PostAsync($"{url}/freeze", body, TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }
        Assert.Equal("active", (await store.Card(card)).Text("state"));
        using var unknown = await http.GetAsync($"{url}x", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)unknown.StatusCode);
        var topUp = (await store.Client.Get(store.Path($"cards/{card}/links"))).Object.Text("topUpUrl").Split('/')[^1];
        using var other = await http.GetAsync($"{server.Url}/flash/h/{topUp}", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)other.StatusCode);
    }

    private async Task<(FlashServer Server, StoreClient Store, string Card, string Url)> Card(string label)
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        var card = (await store.IssueCard(new { kind = "virtual", label })).Text("id");
        await store.Activate(card);
        (await store.Client.Post(store.Path($"cards/{card}/adjustments"), new { amount = "25", reason = "test" })).Expect();
        return (server, store, card, (await store.Client.Get(store.Path($"cards/{card}/links"))).Object.Text("pageUrl"));
    }

    private async Task<IBrowser> Browser() => (await browser.NewPage()).Context.Browser!;
}
