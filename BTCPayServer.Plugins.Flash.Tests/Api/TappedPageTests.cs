using System.Net;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>A tap whose address is opened in a browser: the holder's page, for a while.</summary>
public sealed class TappedPageTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_tap_opens_the_page_in_a_browser_and_pays_in_a_wallet()
    {
        using var world = await TappedStore.Open(await fixture.Server);
        using var browser = new Browser(world.Server);
        var (card, chip) = await world.Card("12.50");
        var tap = TappedStore.PathOf(chip.Tap());
        var opened = await browser.Tap(tap);
        Assert.Equal(HttpStatusCode.SeeOther, opened.Status);
        var page = await browser.Get(opened.Location![1..]);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("12.50", page.Body, StringComparison.Ordinal);
        // It is not the link that lasts, and that one is nowhere in the page.
        var lasting = (await world.Store.Client.Get(world.Store.Path($"cards/{card}/links"))).Object.Text("pageUrl").Split('/')[^1];
        Assert.DoesNotContain(lasting, opened.Location + page.Body, StringComparison.Ordinal);
        // Of a tap there is one; what is no tap opens nothing, and says no more than a wallet is told.
        Assert.Equal((HttpStatusCode.Conflict, true), (await browser.Tap(tap)) is var again ? (again.Status, again.Body.Contains("Tap the card again", StringComparison.Ordinal)) : default);
        var nothing = await browser.Tap(tap[..^1] + (tap[^1] == '0' ? '1' : '0'));
        Assert.True((int)nothing.Status is 400 or 404 && nothing.Body.Contains("No card is behind this address", StringComparison.Ordinal), $"{nothing.Status} {nothing.Body}");
        Assert.Contains("Acerque la tarjeta", (await browser.Tap(tap + "&lang=es")).Body, StringComparison.Ordinal);
        // A wallet at the same address is offered money.
        Assert.Equal("withdrawRequest", (await world.Tap(chip)).Text("tag"));
        // So is one made with Java, whose HTTP client asks for text/html by itself.
        Assert.Contains("withdrawRequest", (await browser.Get(TappedStore.PathOf(chip.Tap()), "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")).Body, StringComparison.Ordinal);
        // A card that pays nothing now still has a page.
        (await world.Store.Client.Post(world.Store.Path($"cards/{card}/freeze"))).Expect();
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.Tap(TappedStore.PathOf(chip.Tap()))).Status);
    }

    [Fact]
    public async Task Where_taps_show_no_balance_they_open_no_page()
    {
        using var world = await TappedStore.Open(await fixture.Server);
        using var browser = new Browser(world.Server);
        var (_, chip) = await world.Card("12.50");
        (await world.Store.Client.Put(world.Store.Path("tap-settings"), new { showBalance = false })).Expect();
        var hidden = await browser.Tap(TappedStore.PathOf(chip.Tap()));
        Assert.Equal((HttpStatusCode.Forbidden, true, false), (hidden.Status, hidden.Body.Contains("does not show its balance", StringComparison.Ordinal), hidden.Body.Contains("12.50", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_lost_card_opens_no_page_to_whoever_found_it()
    {
        using var world = await TappedStore.Open(await fixture.Server);
        using var browser = new Browser(world.Server);
        var (card, chip) = await world.Card("12.50");
        var before = (await browser.Tap(TappedStore.PathOf(chip.Tap()))).Location![1..];
        (await world.Store.Client.Post(world.Store.Path($"cards/{card}/lost"))).Expect();
        var closed = await browser.Tap(TappedStore.PathOf(chip.Tap()));
        Assert.Equal((HttpStatusCode.Forbidden, null), (closed.Status, closed.Location));
        Assert.DoesNotContain("12.50", closed.Body, StringComparison.Ordinal);
        // Nor does a tap of a moment before that it was reported.
        Assert.Equal((HttpStatusCode.NotFound, false), (await browser.Get(before)) is var late ? (late.Status, late.Body.Contains("12.50", StringComparison.Ordinal)) : default);
        // Its holder has a link that no tap gives.
        var lasting = new Uri((await world.Store.Client.Get(world.Store.Path($"cards/{card}/links"))).Object.Text("pageUrl")).AbsolutePath[1..];
        Assert.Equal((HttpStatusCode.OK, true), (await browser.Get(lasting)) is var own ? (own.Status, own.Body.Contains("12.50", StringComparison.Ordinal)) : default);
        (await world.Store.Client.Post(world.Store.Path($"cards/{card}/unfreeze"))).Expect();
        var opened = await browser.Tap(TappedStore.PathOf(chip.Tap()));
        Assert.Equal(HttpStatusCode.SeeOther, opened.Status);
        Assert.Contains("12.50", (await browser.Get(opened.Location![1..])).Body, StringComparison.Ordinal);
    }

    private sealed class Browser(FlashServer server) : IDisposable
    {
        private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server.Url.TrimEnd('/') + "/") };

        public async Task<(HttpStatusCode Status, string? Location, string Body)> Get(string path, string accept = "text/html,application/xhtml+xml,*/*;q=0.8")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var response = await http.SendAsync(request);
            return (response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync());
        }

        /// <summary>Opens a tap's address, and is led on once.</summary>
        public async Task<(HttpStatusCode Status, string? Location, string Body)> Tap(string path)
        {
            var led = await Get(path);
            Assert.Equal((HttpStatusCode.SeeOther, "/" + path.Replace("?", "/page?", StringComparison.Ordinal)), (led.Status, led.Location));
            return await Get(led.Location![1..]);
        }

        public void Dispose() => http.Dispose();
    }
}
