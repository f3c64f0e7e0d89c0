using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>What holds for every page: narrow windows, names for everything, right-to-left, other languages, words beside the field.</summary>
public class PagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Every_page_fits_the_window(int width)
    {
        var server = await servers.Server;
        var store = await server.NewStoreWithoutProgramme();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, width, 740);
        await Look("not-set-up", "");
        await Look("setup", "settings");
        await store.SetProgramme(new { asset = "JMD" });
        await Look("overview-empty", "");
        await Look("cards-empty", "cards");
        await Look("tills-empty", "tills");
        await Look("issue", "cards/issue");
        await pages.Fill("#Label", "A label that goes on for as long as a label of one hundred characters may go on, to the very end");
        await pages.Click("#page-primary");
        await Look("issued");
        var card = await pages.ActiveCard("1234567.25");
        await Look("batch", "cards/batch");
        await pages.Fill("#Count", "30");
        await pages.Click("#page-primary");
        await Look("batch-issued");
        await Look("cards", "cards");
        await Look("card", $"cards/{card.Id}");
        foreach (var action in await pages.Page.Locator("#Actions > details > summary").AllAsync())
            await action.ClickAsync();
        await Look("card-actions");
        await Look("card-qr", $"cards/{card.Id}/qr");
        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("LoadAction");
        await pages.Fill("#LoadAmount", "999999.95");
        await pages.Click("#MakeInvoice");
        await Look("load");
        await Look("till", "till");
        await Look("till-card", $"till/{card.Id}");
        await pages.Fill("#Amount", "1,234.50");
        await pages.Fill("#OrderReference", "a-reference-without-a-space-that-is-as-long-as-references-may-get-to-be-anywhere");
        await pages.Click("#ChargeCard");
        await Look("till-charged");
        await pages.Click("#RefundCharge");
        await Look("receipt");
        await pages.Go($"till/{card.Id}");
        await pages.Fill("#Amount", "99999999");
        await pages.Click("#ChargeCard");
        await Look("till-refused");
        await pages.Go("tills");
        await pages.Fill("#Name", "Front counter");
        await pages.Click("#MakeTill");
        await Look("pairing");
        await Look("tills", "tills");
        await Look("settings", "settings");
        await pages.Go();
        await pages.Click("#Prove");
        await Look("overview");
        pages.NoComplaints();

        async Task Look(string name, string? path = null)
        {
            if (path is not null)
                await pages.Go(path);
            await pages.Look($"{name}-{width}");
        }
    }

    private static string[] Below(string card) =>
        [$"cards/{card}/qr", $"cards/{card}/links", $"cards/{card}/chip", $"cards/{card}/security", $"cards/{card}/replacement", $"cards/{card}/adopt", "payments", $"payments?card={card}", "settings/taps"];

    [Fact]
    public async Task Every_field_has_a_label_and_every_button_a_name()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        foreach (var path in (string[])["", "settings", "cards", "cards/issue", "cards/batch", $"cards/{card.Id}", "till", $"till/{card.Id}", "tills", .. Below(card.Id)])
        {
            await pages.Go(path);
            var nameless = await pages.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('#mainContent input:not([type=hidden]), #mainContent select, #mainContent textarea, #mainContent button, #mainContent a')]
                    .filter(e => !(e.labels && e.labels.length && e.labels[0].textContent.trim()) && !e.getAttribute('aria-label') && !e.textContent.trim())
                    .map(e => e.outerHTML.slice(0, 150))
                """);
            Assert.True(nameless.Length == 0, $"{path}: {string.Join(" | ", nameless)}");
            var twice = await pages.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)");
            Assert.True(twice.Length == 0, $"{path}: the id {string.Join(", ", twice)} is there twice");
        }
    }

    [Fact]
    public async Task Pages_read_right_to_left()
    {
        var server = await servers.Server;
        server.NeedsDevServer("its language is its owner's");
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId, 360, 740);
        var card = await pages.ActiveCard("10");
        await pages.Page.GotoAsync($"{server.Url}/dev/language?rtl=true");
        foreach (var path in (string[])["", "settings", "cards", "cards/issue", $"cards/{card.Id}", "till", $"till/{card.Id}", "tills", .. Below(card.Id)])
        {
            await pages.Go(path);
            Assert.Equal("rtl", await pages.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.flash')).direction"));
            await pages.Look($"rtl-{(path.Length == 0 ? "overview" : path.Replace(card.Id, "card", StringComparison.Ordinal).Replace('/', '-'))}");
        }
        // Amounts and numbers keep their own direction, and what is last in a row is on the left.
        await pages.Go($"cards/{card.Id}");
        Assert.Equal("ltr", await pages.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('#CardNumber')).direction"));
        Assert.True(await pages.Page.EvaluateAsync<bool>("""
            () => { const [what, , amount] = [...document.querySelectorAll('#Timeline tbody tr:first-child td')].map(e => e.getBoundingClientRect());
                    return amount.left < what.left; }
            """));
        pages.NoComplaints();
    }

    [Fact]
    public async Task Every_word_can_be_translated()
    {
        var server = await servers.Server;
        server.NeedsDevServer("it marks what goes through the translator");
        var fresh = await server.NewStoreWithoutProgramme();
        var store = await server.NewStore(new { asset = "USD", minLoad = "1.00", maxLoad = "50.00", chargeLimit = "7.00" });
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var other = await pages.Issue();
        await pages.Page.GotoAsync($"{server.Url}/dev/language?pseudo=true");
        foreach (var path in (string[])["", "settings", "cards", "cards?Search=nobody", "cards/issue", "cards/batch", $"cards/{card.Id}", $"cards/{card.Id}/qr", $"cards/{other.Id}", "till", $"till/{card.Id}", $"till/{other.Id}", "tills", .. Below(card.Id)])
        {
            await pages.Go(path);
            await Translated(path);
        }
        await pages.Go($"till/{card.Id}");
        await pages.Fill("#Amount", "99");
        await pages.Click("#ChargeCard");
        await Translated("a refused charge");
        await pages.Fill("#Amount", "2");
        await pages.Click("#ChargeCard");
        await Translated("a charge");
        await pages.Click("#RefundCharge");
        await Translated("a receipt");
        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("LoadAction");
        await pages.Fill("#LoadAmount", "5");
        await pages.Click("#MakeInvoice");
        await Translated("a load");
        await pages.Go("tills");
        await pages.Fill("#Name", "x");
        await pages.Click("#MakeTill");
        await Translated("a pairing");
        await pages.Page.GotoAsync($"{server.Url}/plugins/{fresh.StoreId}/flash");
        await Translated("not set up");
        await pages.Page.GotoAsync($"{server.Url}/plugins/{fresh.StoreId}/flash/settings");
        await Translated("set up");

        async Task Translated(string where)
        {
            var bare = await pages.Page.EvaluateAsync<string[]>("""
                () => {
                    const bare = [];
                    const own = 'bdi, time, .flash-number, .flash-code, .input-group-text, #TimeZone, [dir=ltr], script, .dev-banner, nav[aria-label=breadcrumb] .breadcrumb';
                    const words = text => /[A-Za-z]{2,}/.test(text.replace(/⟦[^⟧]*⟧|Flash/g, ''));
                    const walk = document.createTreeWalker(document.querySelector('#mainContent'), NodeFilter.SHOW_TEXT);
                    while (walk.nextNode()) {
                        const node = walk.currentNode;
                        if (!node.parentElement.closest(own) && words(node.textContent)) bare.push(node.textContent.trim());
                    }
                    document.querySelectorAll('#mainContent [placeholder], #mainContent [aria-label]').forEach(e => {
                        for (const name of ['placeholder', 'aria-label']) if (words(e.getAttribute(name) || '') && e.getAttribute(name) !== 'breadcrumb') bare.push(e.getAttribute(name));
                    });
                    return bare;
                }
                """);
            Assert.True(bare.Length == 0, $"{where}: {string.Join(" | ", bare)}");
        }
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field()
    {
        var server = await servers.Server;
        var store = await server.NewStore(new { asset = "USD", maxLoad = "50.00" });
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);

        await pages.Go("till");
        await pages.Fill("#Card", "4000 0000 0000 0002");
        await pages.Click("#FindCard");
        Assert.Contains("no such card", await pages.Text("#CardError"), StringComparison.Ordinal);
        Assert.Equal("4000 0000 0000 0002", await pages.Page.InputValueAsync("#Card"));

        var card = await pages.ActiveCard("10");
        await pages.Go($"till/{card.Id}");
        await pages.Fill("#Amount", "ten");
        await pages.Click("#ChargeCard");
        Assert.Contains("Enter an amount", await pages.Text("#Refused"), StringComparison.Ordinal);
        Assert.Equal("ten", await pages.Page.InputValueAsync("#Amount"));

        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("LoadAction");
        await pages.Fill("#LoadAmount", "51");
        await pages.Click("#MakeInvoice");
        Assert.NotEqual("", await pages.Text("#LoadAmountError"));
        Assert.Equal("51", await pages.Page.InputValueAsync("#LoadAmount"));

        await pages.Go("settings");
        await pages.Fill("#MinLoad", "12.345");
        await pages.Fill("#LoadFeePercent", "101");
        await pages.Click("#page-primary");
        Assert.Contains("Enter an amount", await pages.Text("#MinLoadError"), StringComparison.Ordinal);
        Assert.Contains("percentage", await pages.Text("#LoadFeePercentError"), StringComparison.Ordinal);
        Assert.Equal("50.00", await pages.Page.InputValueAsync("#MaxLoad"));

        await pages.Go("cards/batch");
        await pages.Fill("#Count", "10001");
        await pages.Click("#page-primary");
        Assert.NotEqual("", await pages.Text("#CountError"));
    }
}
