using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>The overview and its light.</summary>
public class OverviewPageTests(ServerFixture servers, BrowserFixture browser)
{
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
        // Sums of the day follow the log in the background.
        await Waiting.Eventually(async () =>
        {
            await pages.Go();
            return await pages.Text("#ChargedToday") == "58.45 USD" && await pages.Text("#LoadedToday") == "290.00 USD";
        }, "the day's sums do not come");
        await pages.Click("#Prove");
        await pages.Go();
        await pages.Page.ScreenshotAsync(new() { Path = Repository.PathOf("docs/images/overview.png") });
    }
}
