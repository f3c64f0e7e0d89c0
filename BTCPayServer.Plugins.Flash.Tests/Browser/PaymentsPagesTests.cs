using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Lightning payments of cards, and the rules for taps, as staff see them.</summary>
public sealed class PaymentsPagesTests(ServerFixture servers, BrowserFixture browser)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Paid_failed_and_unknown_payments_are_told_apart(int width)
    {
        var server = await servers.Server;
        server.NeedsDevServer("a node with scripted trouble");
        using var world = await TappedStore.Open(server);
        await using var pages = await FlashPages.Open(browser, world.Server, world.Store.StoreId, width, 740);
        await pages.Look($"payments-empty-{width}", "payments");
        var (card, chip) = await world.Card("1000.00");
        var paid = await Pay("ok", 10_000_000);
        var failed = await Pay("fail", 20_000_000);
        var open = await Pay("unknown", 30_000_000);
        var id = (await world.Payment(open))!.Text("id");

        await pages.Look($"card-payments-{width}", $"cards/{card}");
        Assert.Equal(3, await pages.Page.Locator("#CardPayments tbody tr").CountAsync());
        Assert.Contains("Being looked after", await pages.Text("#CardPayments tbody tr:first-child"), StringComparison.Ordinal);
        Assert.Contains("held", await pages.Text("#OpenPayments"), StringComparison.Ordinal);
        await pages.Click("#AllPayments");
        Assert.Equal(3, await pages.Page.Locator("#PaymentList tbody tr").CountAsync());
        await pages.Look($"payments-card-{width}");
        await pages.Look($"payments-{width}", "payments");
        await pages.Go("payments?status=Failed");
        Assert.Equal(1, await pages.Page.Locator("#PaymentList tbody tr").CountAsync());
        await pages.Look($"payment-failed-{width}", $"payments/{(await world.Payment(failed))!.Text("id")}");
        Assert.Contains("everything is back", await pages.Text("#Outcome"), StringComparison.Ordinal);
        Assert.Contains("no way", await pages.Text("#Why"), StringComparison.Ordinal);
        await pages.Look($"payment-paid-{width}", $"payments/{(await world.Payment(paid))!.Text("id")}");
        Assert.Equal(paid, await pages.Page.InputValueAsync("#PaymentHash"));
        Assert.Equal(1, await pages.Page.Locator("#Preimage").CountAsync());
        Assert.Equal("Paid", await pages.Page.GetAttributeAsync("#PaymentStatus", "data-status"));

        await pages.Look($"payment-open-{width}", $"payments/{id}");
        Assert.Contains("nothing is paid twice", await pages.Text("#Outcome"), StringComparison.Ordinal);
        await pages.Go("settings/taps");
        Assert.Equal("1", await pages.Text("#OpenPayments"));
        (await world.Server.Admin.Post($"dev/lightning/payments/{open}/resolve", new { @as = "paid" })).Expect();
        await using (var connection = new Npgsql.NpgsqlConnection(world.Server.Database.ConnectionString))
            await Dapper.SqlMapper.ExecuteAsync(connection, "update flash.outgoing_payments set next_check = now() where store_id = @store and id = @id", new { store = world.Store.StoreId, id = Guid.Parse(id) });
        // The page looks again by itself once the worker has asked the node.
        await pages.Go($"payments/{id}");
        await pages.Page.WaitForSelectorAsync("#PaymentStatus[data-status=Paid]");
        await pages.Go("payments?status=Open");
        Assert.Equal(0, await pages.Page.Locator("#PaymentList").CountAsync());
        await pages.Go($"payments/{Guid.NewGuid()}");
        Assert.Equal(0, await pages.Page.Locator("#PaymentStatus").CountAsync());
        pages.NoServerErrors();

        async Task<string> Pay(string trouble, long msat)
        {
            var (bolt11, hash) = await world.Ask(msat);
            if (trouble != "ok")
                await world.Trouble(trouble, hash);
            await world.Pay(await world.Tap(chip), bolt11);
            return hash;
        }
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Staff_say_how_a_payment_ended_that_the_node_cannot_tell_of(int width)
    {
        var server = await servers.Server;
        server.NeedsDevServer("a node whose records tell no failures");
        using var world = await TappedStore.Open(server);
        (await server.Admin.Post($"dev/stores/{world.Store.StoreId}/lightning", new { node = "phoenixd" })).Expect();
        await using var pages = await FlashPages.Open(browser, server, world.Store.StoreId, width, 740);
        var (card, chip) = await world.Card("1000.00");
        var (bolt11, hash) = await world.Ask(10_000_000);
        await world.Trouble("unknown", hash);
        await world.Pay(await world.Tap(chip), bolt11);
        var id = (await world.Payment(hash))!.Text("id");
        await pages.Go($"payments/{id}");
        await pages.Click("#VerdictAction summary");
        await pages.Fill("#reason", "Not among the node’s payments");
        await pages.Click("#GiveBack");
        // It was tried right now: nobody knows more than the node.
        Assert.Contains("still be on its way", await pages.Text("#reasonError"), StringComparison.Ordinal);
        Assert.Equal("Not among the node’s payments", await pages.Page.InputValueAsync("#reason"));
        await pages.Look($"payment-verdict-{width}");
        await using (var connection = new Npgsql.NpgsqlConnection(server.Database.ConnectionString))
            await Dapper.SqlMapper.ExecuteAsync(connection, "update flash.outgoing_payments set attempted_at = attempted_at - interval '1 hour', created_at = created_at - interval '1 hour' where id = @id", new { id = Guid.Parse(id) });
        await pages.Click("#GiveBack");
        Assert.Equal("Failed", await pages.Page.GetAttributeAsync("#PaymentStatus", "data-status"));
        Assert.Contains("Not among the node’s payments", await pages.Text("#Verdict"), StringComparison.Ordinal);
        Assert.Equal((1000m, 0m), await world.Balance(card));
        await pages.Look($"payment-given-back-{width}");
        pages.NoServerErrors();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task The_rules_for_taps_are_set_and_hold(int width)
    {
        using var world = await TappedStore.Open(await servers.Server);
        await using var pages = await FlashPages.Open(browser, world.Server, world.Store.StoreId, width, 740);
        var (_, chip) = await world.Card("100.00");
        await pages.Go("settings");
        await pages.Look($"settings-programme-{width}");
        await pages.Click("#TapSettings");
        Assert.Equal(("1", "10"), (await pages.Page.InputValueAsync("#FeePercent"), await pages.Page.InputValueAsync("#FeeMinimum")));
        Assert.True(await pages.Page.IsCheckedAsync("#ShowBalance"));
        await pages.Look($"settings-taps-{width}");
        Assert.Contains("can be asked", await pages.Text("#NodeState"), StringComparison.Ordinal);
        Assert.StartsWith("lnurlw://", await pages.Page.InputValueAsync("#TapUrl"), StringComparison.Ordinal);
        Assert.StartsWith(await pages.Page.InputValueAsync("#TapUrl"), chip.Tap(), StringComparison.Ordinal);

        await pages.Fill("#FeePercent", "11");
        await pages.Fill("#FeeMinimum", "0");
        await pages.Click("#SaveTaps");
        Assert.Contains("0 to 10", await pages.Text("#FeePercentError"), StringComparison.Ordinal);
        Assert.Contains("1 to 1000", await pages.Text("#FeeMinimumError"), StringComparison.Ordinal);
        Assert.Equal("11", await pages.Page.InputValueAsync("#FeePercent"));
        await pages.Fill("#FeePercent", "0,5");
        await pages.Fill("#FeeMinimum", "25");
        await pages.Page.UncheckAsync("#ShowBalance");
        await pages.Click("#SaveTaps");
        await pages.Page.WaitForSelectorAsync(".alert-success");
        Assert.Equal(("0.5", "25"), (await pages.Page.InputValueAsync("#FeePercent"), await pages.Page.InputValueAsync("#FeeMinimum")));
        Assert.False(await pages.Page.IsCheckedAsync("#ShowBalance"));
        var rules = (await world.Server.Admin.Get(world.Store.Path("tap-settings"))).Object;
        Assert.Equal((false, 50, 25), ((bool)rules["showBalance"]!, (int)rules["feeBasisPoints"]!, (int)rules["feeMinimumSats"]!));
        pages.NoComplaints();
    }
}
