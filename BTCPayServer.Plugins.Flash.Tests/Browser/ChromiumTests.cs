using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

public class ChromiumTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_page_opens_and_its_picture_is_taken()
    {
        var page = await browser.NewPage(360, 640);
        await page.SetContentAsync("<html dir=rtl><body><h1>Flash</h1></body></html>");
        Assert.Equal("Flash", await page.InnerTextAsync("h1"));
        Assert.Equal(360, await page.EvaluateAsync<int>("innerWidth"));
        var picture = await BrowserFixture.Screenshot(page, "chromium");
        Assert.Equal("PNG"u8.ToArray(), (await File.ReadAllBytesAsync(picture))[1..4]);
    }
}
