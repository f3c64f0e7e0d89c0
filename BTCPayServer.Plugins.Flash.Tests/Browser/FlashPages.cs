using System.Globalization;
using System.Text.RegularExpressions;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Playwright;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>A signed-in browser on one store's Flash pages. It notes whatever the browser complains about: refused scripts, console errors, server errors.</summary>
internal sealed class FlashPages : IAsyncDisposable
{
    private readonly string root;
    private readonly List<string> complaints = [];

    private FlashPages(IPage page, string url, string storeId)
    {
        (Page, root, StoreId) = (page, $"{url}/plugins/{storeId}/flash", storeId);
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
                complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 500)
                complaints.Add($"{response.Url} answered {response.Status}");
        };
    }

    public IPage Page { get; }

    public string StoreId { get; }

    public static async Task<FlashPages> Open(BrowserFixture browser, FlashServer server, string storeId, int width = 1280, int height = 900) =>
        new(await browser.SignIn(server, width, height), server.Url, storeId);

    /// <summary>As somebody else than the server's admin.</summary>
    public static async Task<FlashPages> Open(BrowserFixture browser, FlashServer server, string storeId, string email, string password)
    {
        var page = await browser.NewPage();
        await page.GotoAsync($"{server.Url}/login");
        await page.FillAsync("#Email", email);
        await page.FillAsync("#Password", password);
        await page.Follow("#LoginButton");
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/login", StringComparison.Ordinal));
        return new(page, server.Url, storeId);
    }

    /// <summary>Opens a page of the store's Flash: <c>Go("cards")</c>.</summary>
    public Task Go(string path = "") => Page.GotoAsync(path.Length == 0 ? root : $"{root}/{path}");

    /// <inheritdoc cref="Clicks.Follow(IPage, string)"/>
    public Task Click(string selector) => Page.Follow(selector);

    public Task Fill(string selector, string value) => Page.FillAsync(selector, value);

    public async Task<string> Text(string selector) => (await Page.Locator(selector).First.InnerTextAsync()).Trim();

    /// <summary>An amount as the page shows it, in the currency's unit.</summary>
    public async Task<decimal> Money(string selector) =>
        decimal.Parse(Regex.Match(await Text(selector), @"-?[\d,]+(\.\d+)?").Value, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>Unfolds an action of the card page.</summary>
    public Task Unfold(string action) => Page.ClickAsync($"#{action} > summary");

    /// <summary>Issues a card through its form; the page then shows its number and code.</summary>
    public async Task<IssuedOnPage> Issue(string? label = null)
    {
        await Go("cards/issue");
        if (label is not null)
            await Fill("#Label", label);
        await Click("#page-primary");
        var number = (await Text("#CardNumber")).Replace(" ", "", StringComparison.Ordinal);
        var code = await Text("#ActivationCode");
        await Click("#page-primary");
        return new IssuedOnPage(number, code, Page.Url[(Page.Url.LastIndexOf('/') + 1)..]);
    }

    /// <summary>Corrects the balance of a card by its form.</summary>
    public async Task Adjust(string cardId, string amount, string reason = "test")
    {
        await Go($"cards/{cardId}");
        await Unfold("AdjustAction");
        await Fill("#AdjustAmount", amount);
        await Fill("#AdjustReason", reason);
        await Click("#AdjustBalance");
        await Page.WaitForSelectorAsync(".alert-success");
    }

    /// <summary>An active card with money on it.</summary>
    public async Task<IssuedOnPage> ActiveCard(string amount)
    {
        var card = await Issue();
        await Unfold("ActivateAction");
        await Click("#ActivateCard");
        await Page.WaitForSelectorAsync("#CardState:has-text(\"Active\")");
        await Adjust(card.Id, amount);
        return card;
    }

    /// <summary>Fails when the page, opened first if one is named, is wider than the window; writes a picture of it when FLASH_SCREENSHOTS is set.</summary>
    public async Task Look(string name, string? path = null)
    {
        if (path is not null)
            await Go(path);
        if (Environment.GetEnvironmentVariable("FLASH_SCREENSHOTS") is { Length: > 0 })
            await BrowserFixture.Screenshot(Page, name);
        await FitsTheWindow();
    }

    /// <summary>Fails when the page is wider than the window.</summary>
    public async Task FitsTheWindow()
    {
        var (wide, window, what) = await Evaluate<Widths>("""
            () => {
                const width = document.documentElement.clientWidth;
                const out = [...document.querySelectorAll('#mainContent *')]
                    .filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && (r.right > width + 1 || r.left < -1); })
                    .slice(-3).map(e => e.outerHTML.slice(0, 120)).join(' | ');
                return { wide: document.documentElement.scrollWidth, window: width, what: out };
            }
            """);
        var bursting = await Evaluate<string[]>("""
            () => [...document.querySelectorAll('.flash-tile, .flash-panel, .flash-card, .flash-result')]
                .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.replace(/\s+/g, ' ').slice(0, 80))
            """);
        Assert.True(bursting.Length == 0, $"{Page.Url}: out of its box: {string.Join(" | ", bursting)}");
        Assert.True(wide <= window, $"{Page.Url} is {wide} pixels wide in a window of {window}: {what}");
    }

    // A page that waits for something loads itself again, maybe just now.
    private async Task<T> Evaluate<T>(string script)
    {
        for (var tries = 1; ; tries++)
        {
            // Without its style sheet no page fits.
            await Page.WaitForLoadStateAsync();
            try
            {
                return await Page.EvaluateAsync<T>(script);
            }
            catch (PlaywrightException e) when (tries < 5 && e.Message.Contains("context was destroyed", StringComparison.Ordinal))
            {
            }
        }
    }

    /// <summary>Fails when the server did; a page that is not there is no fault.</summary>
    public void NoServerErrors() => Assert.DoesNotContain(complaints, complaint => complaint.Contains(" answered ", StringComparison.Ordinal));

    /// <summary>Fails when the browser complained about anything.</summary>
    public void NoComplaints() => Assert.True(complaints.Count == 0, string.Join("\n", complaints));

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    internal sealed record IssuedOnPage(string Number, string Code, string Id);

    private sealed record Widths
    {
        public int Wide { get; init; }
        public int Window { get; init; }
        public string What { get; init; } = "";

        public void Deconstruct(out int wide, out int window, out string what) => (wide, window, what) = (Wide, Window, What);
    }
}
