using System.Collections.Concurrent;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(BTCPayServer.Plugins.Flash.Tests.Support.BrowserFixture))]

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>The system's Chromium, headless, started when the first test asks for a page.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> sessions = new();
    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> browser = new(Launch);

    /// <summary>A page in a profile of its own, <paramref name="width"/> by <paramref name="height"/> CSS pixels.</summary>
    public Task<IPage> NewPage(int width = 1280, int height = 900, string locale = "en-US") => NewPage(width, height, locale, null);

    private async Task<IPage> NewPage(int width, int height, string locale, string? state)
    {
        var context = await (await browser.Value).Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = locale,
            StorageState = state
        });
        // As long as the slowest machine may take for a page: only a failure waits that long.
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    /// <summary>A page, in a profile of its own, where the server's admin has signed in.</summary>
    public async Task<IPage> SignIn(FlashServer server, int width = 1280, int height = 900) =>
        await NewPage(width, height, "en-US", await sessions.GetOrAdd(server.Url, _ => new(() => Session(server))).Value);

    // Once a server: a real one lets a password in five times a minute.
    private async Task<string> Session(FlashServer server)
    {
        var page = await NewPage();
        await page.GotoAsync($"{server.Url}/login");
        await page.FillAsync("#Email", server.Email);
        await page.FillAsync("#Password", server.Password);
        await page.ClickAsync("#LoginButton");
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/login", StringComparison.Ordinal));
        var state = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return state;
    }

    /// <summary>Writes a picture of the whole page to <c>.flash/screenshots/</c> and answers its path.</summary>
    public static async Task<string> Screenshot(IPage page, string name)
    {
        var path = Repository.PathOf($".flash/screenshots/{name}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        return path;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (browser is not { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return;
        var (playwright, chromium) = await browser.Value;
        await chromium.CloseAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> Launch()
    {
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("FLASH_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        });
        return (playwright, chromium);
    }
}
