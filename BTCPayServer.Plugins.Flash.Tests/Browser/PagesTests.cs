using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;
using Microsoft.Playwright;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>What holds for every page: narrow windows, the keyboard, right-to-left, roles, words beside the field.</summary>
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
            if (Environment.GetEnvironmentVariable("FLASH_SCREENSHOTS") is { Length: > 0 })
                await BrowserFixture.Screenshot(pages.Page, $"{name}-{width}");
            await pages.FitsTheWindow();
        }
    }

    [Fact]
    public async Task A_charge_takes_no_mouse()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var keys = pages.Page.Keyboard;
        await pages.Go("till");
        await pages.Page.WaitForSelectorAsync("#Card:focus");
        await keys.TypeAsync(card.Number);
        await keys.PressAsync("Enter");
        await pages.Page.WaitForSelectorAsync("#Amount:focus");
        await keys.TypeAsync("4");
        await keys.PressAsync("Tab");
        Assert.Equal("OrderReference", await pages.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keys.PressAsync("Tab");
        Assert.Equal("ChargeCard", await pages.Page.EvaluateAsync<string>("document.activeElement.id"));
        await keys.PressAsync("Enter");
        Assert.Contains("4.00", await pages.Text("#Charged"), StringComparison.Ordinal);
        Assert.Equal(6.00m, await pages.Money("#Available"));
        pages.NoComplaints();
    }

    [Fact]
    public async Task Every_field_has_a_label_and_every_button_a_name()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        foreach (var path in (string[])["", "settings", "cards", "cards/issue", "cards/batch", $"cards/{card.Id}", "till", $"till/{card.Id}", "tills"])
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
        foreach (var path in (string[])["", "settings", "cards", "cards/issue", $"cards/{card.Id}", "till", $"till/{card.Id}", "tills"])
        {
            await pages.Go(path);
            Assert.Equal("rtl", await pages.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.flash')).direction"));
            if (Environment.GetEnvironmentVariable("FLASH_SCREENSHOTS") is { Length: > 0 })
                await BrowserFixture.Screenshot(pages.Page, $"rtl-{(path.Length == 0 ? "overview" : path.Replace(card.Id, "card", StringComparison.Ordinal).Replace('/', '-'))}");
            await pages.FitsTheWindow();
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
        foreach (var path in (string[])["", "settings", "cards", "cards?Search=nobody", "cards/issue", "cards/batch", $"cards/{card.Id}", $"cards/{card.Id}/qr", $"cards/{other.Id}", "till", $"till/{card.Id}", $"till/{other.Id}", "tills"])
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
    public async Task A_scanned_code_finds_the_card()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var token = (await server.Admin.Get(store.Path($"cards/{card.Id}/token"))).Object.Text("token");
        await pages.Go("till");
        await pages.Page.Locator("#Card").PressSequentiallyAsync(token);
        await pages.Page.Keyboard.PressAsync("Enter");
        await pages.Page.WaitForURLAsync($"**/till/{card.Id}");
        Assert.Equal(10.00m, await pages.Money("#Available"));
        // What a code carries never stands in an address.
        Assert.DoesNotContain(token, pages.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_charge_needs_no_script()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        var cookies = await pages.Page.Context.CookiesAsync();
        await using var context = await pages.Page.Context.Browser!.NewContextAsync(new() { JavaScriptEnabled = false });
        await context.AddCookiesAsync(cookies.Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path }));
        var plain = await context.NewPageAsync();
        await plain.GotoAsync($"{server.Url}/plugins/{store.StoreId}/flash/till");
        await plain.FillAsync("#Card", card.Number);
        await plain.ClickAsync("#FindCard");
        await plain.FillAsync("#Amount", "4");
        await plain.ClickAsync("#ChargeCard");
        Assert.Contains("4.00", await plain.InnerTextAsync("#Charged"), StringComparison.Ordinal);
        await plain.ClickAsync("#RefundCharge");
        await plain.ClickAsync("#RefundNow");
        await plain.ClickAsync("#BackToCard");
        Assert.Contains("10.00", await plain.InnerTextAsync("#Available"), StringComparison.Ordinal);
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

    [Fact]
    public async Task A_batch_is_issued_once_and_its_file_has_the_codes()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        await pages.Go("cards/batch");
        await pages.Fill("#Count", "30");
        await pages.Fill("#Label", "Spring");
        await pages.Click("#page-primary");
        var download = await pages.Page.RunAndWaitForDownloadAsync(() => pages.Click("#DownloadBatch"));
        var lines = (await File.ReadAllLinesAsync(await download.PathAsync())).Where(l => l.Length > 0).ToList();
        Assert.Equal(31, lines.Count);
        Assert.All(lines.Skip(1), line => Assert.Matches("[0-9]{16},.+,.+", line));
        // Two pages of a list, and the search by label.
        await pages.Go("cards");
        Assert.Equal(25, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        await pages.Click("#NextPage");
        Assert.Equal(5, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        var number = System.Text.RegularExpressions.Regex.Match(lines[7], "[0-9]{16}").Value;
        await pages.Fill("#Search", number[^4..]);
        await pages.Click(".flash-search button");
        await pages.Page.WaitForURLAsync(url => url.Contains($"Search={number[^4..]}", StringComparison.Ordinal));
        Assert.Contains(number, (await pages.Page.Locator("#CardList tbody tr td:first-child").AllInnerTextsAsync()).Select(t => t.Replace(" ", "", StringComparison.Ordinal)[..16]));
        await pages.Go("cards?Search=spri&By=label&State=Active");
        Assert.Equal(0, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        await pages.Go("cards?Search=spri&By=label&State=Issued");
        Assert.Equal(25, await pages.Page.Locator("#CardList tbody tr").CountAsync());
        pages.NoComplaints();
    }

    [Fact]
    public async Task A_till_is_paired_by_its_code_and_revoked()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        await pages.Go("tills");
        await pages.Fill("#Name", "Front counter");
        await pages.Fill("#ChargeLimit", "5");
        await pages.Click("#MakeTill");
        var code = await pages.Text("#PairingCode");
        using var anonymous = FlashClient.Anonymous(server.Url);
        var paired = await anonymous.Post("api/v1/flash/till/pair", new { code });
        Assert.True(paired.Succeeded, paired.Text);
        await pages.Go("tills");
        Assert.Contains("Paired", await pages.Text("#TillList"), StringComparison.Ordinal);
        await pages.Click("#TillList a[href$=revoke]");
        await pages.Click("#ConfirmContinue");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Contains("Revoked", await pages.Text("#TillList"), StringComparison.Ordinal);
        pages.NoComplaints();
    }

    [Fact]
    public async Task The_light_turns_red_when_the_ledger_does_not_prove()
    {
        var server = await servers.Server;
        server.NeedsDevServer("its database is its own");
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        await Tamper(5);
        try
        {
            await pages.Go();
            await pages.Click("#Prove");
            Assert.Equal("red", await pages.Page.GetAttributeAsync("#Proof [data-proof]", "data-proof"));
            Assert.Contains(card.Id, await pages.Text("#ProofProblems"), StringComparison.Ordinal);
        }
        finally
        {
            await Tamper(-5);
        }
        await pages.Click("#Prove");
        Assert.Equal("green", await pages.Page.GetAttributeAsync("#Proof [data-proof]", "data-proof"));
        pages.NoComplaints();

        async Task Tamper(long by)
        {
            await using var connection = new Npgsql.NpgsqlConnection(server.Database.ConnectionString);
            await Dapper.SqlMapper.ExecuteAsync(connection, "update flash.accounts set posted = posted + @by where store_id = @store and id = @id",
                new { by, store = store.StoreId, id = Guid.Parse(card.Id) });
        }
    }

    [Fact]
    public async Task A_cashier_sees_the_till_and_nothing_else()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("10");
        await pages.Page.GotoAsync($"{server.Url}/stores/{store.StoreId}/roles/create");
        await pages.Fill("#Role", "Cashier");
        await pages.Page.CheckAsync("input[value='btcpay.plugin.store.flash.charge']");
        await pages.Click("#page-primary");
        var email = $"cashier-{Guid.NewGuid():N}@example.com";
        var user = await server.Admin.CreateUser(email, "cashier-password-1");
        var role = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/roles")).List.First(r => r!.Text("role") == "Cashier")!.Text("id");
        (await server.Admin.Post($"api/v1/stores/{store.StoreId}/users", new { id = user.Text("id"), storeRole = role })).Expect();

        await using var cashier = await FlashPages.Open(browser, server, store.StoreId, email, "cashier-password-1");
        await cashier.Go("till");
        Assert.Equal(0, await cashier.Page.Locator("#RecentCharges").CountAsync());
        Assert.Equal(1, await cashier.Page.Locator("#menu-item-FlashTill").CountAsync());
        Assert.Equal(0, await cashier.Page.Locator("#menu-item-FlashOverview, #menu-item-FlashCards, #menu-item-FlashSettings").CountAsync());
        await cashier.Fill("#Card", card.Number);
        await cashier.Click("#FindCard");
        await cashier.Fill("#Amount", "4");
        await cashier.Click("#ChargeCard");
        await cashier.Click("#RefundCharge");
        await cashier.Click("#RefundNow");
        await cashier.Page.WaitForSelectorAsync(".alert-success");
        foreach (var path in (string[])["", "cards", $"cards/{card.Id}", "cards/issue", "settings", "tills"])
        {
            await cashier.Go(path);
            Assert.Contains("/errors/403", cashier.Page.Url, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_card_is_changed_limited_and_closed_on_its_page()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.Issue("First");

        await pages.Unfold("ActivateAction");
        await pages.Fill("#Code", "AAAA-AAAA");
        await pages.Click("#ActivateCard");
        Assert.Contains("wrong", await pages.Text("#CodeError"), StringComparison.Ordinal);
        Assert.Equal("Not activated", await pages.Text("#CardState"));
        await pages.Fill("#Code", card.Code);
        await pages.Click("#ActivateCard");
        Assert.Equal("Active", await pages.Text("#CardState"));
        await pages.Adjust(card.Id, "20", "opening gift");

        await pages.Unfold("EditAction");
        await pages.Fill("#Label", "Second");
        await pages.Fill("#Holder", "member-7");
        await pages.Click("#SaveEdit");
        Assert.Contains("Second", await pages.Text(".flash-card"), StringComparison.Ordinal);
        await pages.Go("cards?Search=member-7&By=holder");
        Assert.Equal(1, await pages.Page.Locator("#CardList tbody tr").CountAsync());

        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("LimitsAction");
        await pages.Page.CheckAsync("#LimitsOwn");
        await pages.Fill("#ChargeLimit", "5");
        await pages.Click("#SaveLimits");
        await pages.Go($"till/{card.Id}");
        await pages.Fill("#Amount", "5.01");
        await pages.Click("#ChargeCard");
        Assert.Contains("limit", await pages.Text("#Refused"), StringComparison.Ordinal);

        await pages.Go($"cards/{card.Id}");
        await pages.Unfold("AdjustAction");
        await pages.Page.CheckAsync("#AdjustTakes");
        await pages.Fill("#AdjustAmount", "20.01");
        await pages.Fill("#AdjustReason", "too much");
        await pages.Click("#AdjustBalance");
        Assert.Contains("not enough", await pages.Text("#AdjustAmountError"), StringComparison.Ordinal);
        await pages.Fill("#AdjustAmount", "0.50");
        await pages.Click("#AdjustBalance");
        Assert.Equal(19.50m, await pages.Money("#Balance"));

        await pages.Unfold("CloseAction");
        await pages.Page.CheckAsync("#PayoutPaidOut");
        await pages.Click("#CloseCard");
        Assert.Equal("Closed", await pages.Text("#CardState"));
        Assert.Equal(0.00m, await pages.Money("#Balance"));
        await pages.Go($"till/{card.Id}");
        Assert.Contains("closed", await pages.Text("#CannotPay"), StringComparison.Ordinal);
        pages.NoComplaints();
    }

    /// <summary>The picture in the README: <c>./flash test Take_the_picture -explicit only</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Take_the_picture_of_the_overview()
    {
        var server = await servers.Server;
        var id = await server.Admin.CreateStore("Harbour Café");
        var store = new StoreClient(server.Admin, id);
        var payer = await server.Payer;
        await store.SetProgramme(new { asset = "USD", chargeLimit = "200.00" });
        string[] labels = ["Gift card", "Loyalty", "Staff lunch", "Gift card", "Regatta 2026", "Loyalty", "Gift card", "Crew"];
        var cards = new List<string>();
        foreach (var label in labels)
            cards.Add((await store.IssueCard(new { kind = "virtual", label })).Text("id"));
        foreach (var card in cards.Take(6))
            await store.Activate(card);
        foreach (var (card, amount) in new[] { (0, "50.00"), (1, "20.00"), (2, "120.00"), (3, "25.00"), (4, "75.00") })
        {
            var load = await store.Load(cards[card], amount);
            await payer.Pay(id, load.Text("invoiceId"));
            await server.WaitForLoad(store, load.Text("id"), "credited");
        }
        await store.Charge(new { id = cards[0] }, "12.50", orderReference: "table-4");
        await store.Charge(new { id = cards[2] }, "8.75", orderReference: "lunch-118");
        var charge = await store.Charge(new { id = cards[1] }, "6.20", orderReference: "takeaway-31");
        await store.Refund(charge.Text("id"), "2.20", "cold soup");
        await store.Charge(new { id = cards[4] }, "31.00", orderReference: "table-9");
        (await server.Admin.Post(store.Path($"cards/{cards[5]}/freeze"), new { })).Expect();
        await using var pages = await FlashPages.Open(browser, server, id, 1280, 980);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await pages.Go();
        await pages.Click("#Prove");
        await pages.Go();
        await pages.Page.ScreenshotAsync(new() { Path = Repository.PathOf("docs/images/overview.png") });
    }
}
