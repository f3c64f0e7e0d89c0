using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.Waiting;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>The main job, through the pages that people use.</summary>
public class MainJobTests(ServerFixture servers, BrowserFixture browser)
{
    [Fact]
    public async Task From_setting_up_to_a_frozen_card()
    {
        var server = await servers.Server;
        var store = await server.NewStoreWithoutProgramme();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);

        // A store that never heard of Flash finds it in its navigation, sets it up and is asked for a first card.
        await pages.Page.GotoAsync($"{server.Url}/stores/{store.StoreId}");
        await pages.Click("#menu-item-FlashOverview");
        await pages.Click("#page-primary");
        await pages.Fill("#Asset", "usd");
        await pages.Unfold("More");
        await pages.Fill("#ChargeLimit", "100");
        await pages.Click("#page-primary");
        await pages.Click("#FirstCard");

        await pages.Fill("#Label", "Gift card");
        await pages.Click("#page-primary");
        var number = await pages.Text("#CardNumber");
        var code = await pages.Text("#ActivationCode");
        Assert.Matches("^[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4}$", number);
        await pages.Click("#page-primary");
        Assert.Equal("Not activated", await pages.Text("#CardState"));

        await pages.Unfold("ActivateAction");
        await pages.Fill("#Code", code);
        await pages.Click("#ActivateCard");
        Assert.Equal("Active", await pages.Text("#CardState"));
        var card = pages.Page.Url;

        // Load through the checkout.
        await pages.Unfold("LoadAction");
        await pages.Fill("#LoadAmount", "25");
        await pages.Click("#MakeInvoice");
        await Pay(server, store.StoreId, pages);
        await pages.Page.WaitForSelectorAsync("#LoadStatus[data-status=\"Credited\"]");
        await pages.Click("#BackToCard");
        Assert.Equal(25.00m, await pages.Money("#Balance"));

        // At the till: look up by the number, charge.
        await pages.Go("till");
        await pages.Page.Locator("#Card").PressSequentiallyAsync(number.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(number, await pages.Page.InputValueAsync("#Card"));
        await pages.Click("#FindCard");
        Assert.Equal(25.00m, await pages.Money("#Available"));
        await pages.Fill("#Amount", "7.50");
        await pages.Fill("#OrderReference", "table-4");
        await pages.Click("#ChargeCard");
        Assert.Contains("7.50", await pages.Text("#Charged"), StringComparison.Ordinal);
        Assert.Equal(17.50m, await pages.Money("#Available"));

        // Give a part back.
        await pages.Click("#RefundCharge");
        await pages.Fill("#Amount", "2.25");
        await pages.Fill("#Reason", "cold soup");
        await pages.Click("#RefundNow");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        await pages.Click("#BackToCard");
        Assert.Equal(19.75m, await pages.Money("#Available"));

        // More than is there.
        await pages.Fill("#Amount", "19.76");
        await pages.Click("#ChargeCard");
        Assert.Contains("not enough", await pages.Text("#Refused"), StringComparison.Ordinal);
        Assert.Equal(19.75m, await pages.Money("#Available"));

        // Frozen while the cashier has the card open: the charge is refused all the same.
        await using var cashier = await FlashPages.Open(browser, server, store.StoreId);
        await cashier.Page.GotoAsync(pages.Page.Url);
        await cashier.Fill("#Amount", "1");
        await pages.Page.GotoAsync(card);
        await pages.Unfold("FreezeAction");
        await pages.Click("#FreezeCard");
        Assert.Equal("Frozen", await pages.Text("#CardState"));
        await cashier.Click("#ChargeCard");
        Assert.Contains("frozen", await cashier.Text("#Refused"), StringComparison.Ordinal);

        // The card's history shows it all, newest first, with the balance after each.
        await pages.Page.GotoAsync(card);
        var timeline = await pages.Page.Locator("#Timeline tbody tr").AllInnerTextsAsync();
        Assert.Equal(3, timeline.Count);
        Assert.Contains("Refund", timeline[0], StringComparison.Ordinal);
        Assert.Contains("cold soup", timeline[0], StringComparison.Ordinal);
        Assert.Contains("Charge", timeline[1], StringComparison.Ordinal);
        Assert.Contains("table-4", timeline[1], StringComparison.Ordinal);
        Assert.Contains("Load", timeline[2], StringComparison.Ordinal);

        // The overview adds up.
        await pages.Go();
        await pages.Click("#Prove");
        Assert.Equal("green", await pages.Page.GetAttributeAsync("#Proof [data-proof]", "data-proof"));
        Assert.Equal(19.75m, await pages.Money("#Liability"));
        await Eventually(async () =>
        {
            await pages.Go();
            return await pages.Money("#LoadedToday") == 25.00m && await pages.Money("#ChargedToday") == 7.50m;
        }, "never came: today's sums on the overview");
        pages.NoComplaints();
        cashier.NoComplaints();
    }

    [Fact]
    public async Task A_charge_that_is_sent_twice_acts_once()
    {
        var server = await servers.Server;
        var store = await server.NewStore();
        await using var pages = await FlashPages.Open(browser, server, store.StoreId);
        var card = await pages.ActiveCard("20");
        await pages.Go($"till/{card.Id}");
        await pages.Fill("#Amount", "3");
        // The same form twice, at the same time, around the script that would stop it.
        var answers = await pages.Page.EvaluateAsync<string[]>("""
            async () => {
                const form = document.querySelector('#ChargeCard').form;
                const send = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }).then(r => r.url);
                return await Promise.all([send(), send(), send()]);
            }
            """);
        Assert.Single(answers.Distinct());
        await pages.Go($"till/{card.Id}");
        Assert.Equal(17.00m, await pages.Money("#Available"));
        // And by the button, hit twice.
        await pages.Fill("#Amount", "3");
        await pages.Page.DblClickAsync("#ChargeCard");
        await pages.Page.WaitForSelectorAsync("#Charged");
        await pages.Go($"till/{card.Id}");
        Assert.Equal(14.00m, await pages.Money("#Available"));
        pages.NoComplaints();
    }

    private static async Task Pay(FlashServer server, string storeId, FlashPages pages)
    {
        var checkout = await pages.Page.GetAttributeAsync("#OpenCheckout", "href");
        if (!server.IsReal)
        {
            // As the customer does it, on the checkout page.
            var popup = await pages.Page.RunAndWaitForPopupAsync(() => pages.Click("#OpenCheckout"));
            await popup.ClickAsync("button[value=pay]");
            await popup.WaitForSelectorAsync("#Status:has-text(\"Settled\")");
            await popup.CloseAsync();
            return;
        }
        await (await server.Payer).Pay(storeId, checkout!.TrimEnd('/').Split('/')[^1]);
    }
}
