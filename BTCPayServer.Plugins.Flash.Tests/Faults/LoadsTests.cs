using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Flash.Client;
using static BTCPayServer.Plugins.Flash.Tests.Api.LoadsTests;
using static BTCPayServer.Plugins.Flash.Tests.Support.Waiting;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>Nothing settled is forgotten and nothing is credited twice, whatever event is lost, repeated, reordered or cut off by kill -9.</summary>
public sealed class LoadsTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("drop", "pay 4, pay 6")]
    [InlineData("drop", "send, confirm")]
    [InlineData("duplicate", "pay 4, pay 6")]
    [InlineData("reverse", "send, confirm")]
    public async Task Events_may_be_lost_repeated_or_out_of_order(string mode, string steps)
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        var load = await store.Load(id, "10.00");
        (await server.Admin.Post("dev/events", new { mode })).Expect();
        await Play(server, store, load, steps);
        if (mode == "drop")
            await server.Restart();
        await server.WaitForLoad(store, load.Text("id"), "credited");
        Assert.Equal("10.00", (await store.Card(id)).Text("balance"));
    }

    [Fact]
    public async Task A_server_killed_while_loads_are_paid_credits_each_once()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore(new { asset = "USD", loadFee = "0.10" });
        var id = (await store.IssueCard()).Text("id");
        for (var round = 0; round < 3; round++)
        {
            var loads = new List<string>();
            for (var i = 0; i < 8; i++)
                loads.Add((await store.Load(id, "10.00")).Text("invoiceId"));
            var pays = loads.Select(invoice => server.Admin.Post($"dev/invoices/{invoice}/pay", new { })).ToList();
            await Ended(round + 1, pays);
            await server.Kill();
            await Task.WhenAll(pays.Select(pay => pay.ContinueWith(_ => { }, TaskScheduler.Default)));
            await server.Restart();
            foreach (var invoice in loads)
                await server.Admin.Post($"dev/invoices/{invoice}/pay", new { });
        }
        // Some were paid before the kill and once more after it: what is credited is what the invoices have settled.
        var invoices = (await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices?take=100")).List;
        Assert.Equal(24, invoices.Count);
        var paid = invoices.Sum(invoice => Math.Floor(invoice!.Money("paidAmount") * 100) / 100);
        await Eventually(async () => await Credited() == paid, async () => $"credited {await Credited()} of {paid}");
        Assert.Equal(paid - 2.40m, (await store.Card(id)).Money("balance"));

        async Task<decimal> Credited() =>
            (await store.Client.Get(store.Path($"cards/{id}/loads?limit=100"))).Object["items"]!.AsArray().Sum(load => load!.Money("credited"));
    }

    [Fact]
    public async Task Requests_cut_off_by_kill_leave_one_invoice_for_their_key()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore();
        var id = (await store.IssueCard()).Text("id");
        var path = store.Path($"cards/{id}/loads");
        var cut = Enumerable.Range(0, 10).Select(i => store.Client.Post(path, new { amount = "10" }, $"cut-{i}")).ToList();
        await Ended(3, cut);
        await server.Kill();
        await Task.WhenAll(cut.Select(request => request.ContinueWith(_ => { }, TaskScheduler.Default)));
        await server.Restart();
        // Whoever died in the middle is taken for dead after a minute. That is over.
        await using (var connection = await server.Database.Open())
            await connection.ExecuteAsync("update flash.loads set creating_until = creating_until - interval '1 minute' where invoice_id is null");
        for (var i = 0; i < 10; i++)
            (await store.Client.Post(path, new { amount = "10" }, $"cut-{i}")).Expect();
        var loads = (await store.Client.Get(path)).Object["items"]!.AsArray();
        Assert.Equal(10, loads.Count);
        Assert.Equal(10, loads.Select(load => load!.Text("invoiceId")).Distinct().Count());
        Assert.Equal(10, (await server.Admin.Get($"api/v1/stores/{store.StoreId}/invoices?take=100")).List.Count);
    }
}
