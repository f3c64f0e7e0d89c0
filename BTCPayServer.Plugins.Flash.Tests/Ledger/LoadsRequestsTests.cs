using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>How a load is asked for and gets its one invoice, whoever dies or dawdles meanwhile.</summary>
public sealed class LoadsRequestsTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task A_retried_request_makes_one_invoice()
    {
        var card = await House.Card();
        var key = Key();
        var first = await House.Load(card, "10", key: key);
        Assert.Equal(first.InvoiceId, (await House.Load(card, "10", key: key)).InvoiceId);
        Refused("idempotency-key-reused", await House.Loads.Request(House.Store, card, new RequestLoad("11"), key, null, default));
        Assert.Equal(1, House.Invoices.Made);
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => House.Loads.Request(House.Store, card, new RequestLoad("10"), "one", null, default)));
        Assert.Single(all.Where(result => result.Ok).Select(result => result.Value!.InvoiceId).Distinct());
        Assert.All(all.Where(result => !result.Ok), result => Assert.Equal("load-in-progress", result.Refusal!.Code));
        Assert.Equal(2, House.Invoices.Made);
    }

    [Fact]
    public async Task An_invoice_whose_maker_died_is_found_again_by_a_retry()
    {
        var card = await House.Card();
        House.Invoices.DieAfterCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => House.Load(card, "10", key: "k"));
        House.Invoices.DieAfterCreate = null;
        Refused("load-in-progress", await House.Loads.Request(House.Store, card, new RequestLoad("10"), "k", null, default));
        House.Time.Advance(TimeSpan.FromMinutes(2));
        var load = await House.Load(card, "10", key: "k");
        Assert.Equal((1, House.Invoices.Of(load.Id).Id), (House.Invoices.Made, load.InvoiceId));
    }

    [Fact]
    public async Task An_invoice_whose_maker_died_is_credited_without_anybody_asking()
    {
        var card = await House.Card();
        House.Invoices.DieAfterCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => House.Load(card, "10", key: "k"));
        House.Invoices.DieAfterCreate = null;
        var id = Value(await House.Loads.ForCard(House.Store, card, null, 10, default)).Items.Single().Id;
        House.Invoices.Play(House.Invoices.Of(id).Id, S.Settled, 10);
        House.Time.Advance(TimeSpan.FromMinutes(2));
        await House.Worker.Due(default);
        Assert.Equal(1000, await House.Balance(card));
    }

    [Fact]
    public async Task A_maker_that_was_only_slow_loses_nothing_to_the_retry_that_took_over()
    {
        var card = await House.Card();
        var slow = new TaskCompletionSource();
        House.Invoices.WhileCreating = () => slow.Task;
        var first = House.Load(card, "10", key: "k");
        while (await Rows() == 0)
            await Task.Delay(10);
        House.Invoices.WhileCreating = null;
        House.Time.Advance(TimeSpan.FromMinutes(2));
        var second = await House.Load(card, "10", key: "k");
        slow.SetResult();
        Assert.Equal((second.Id, second.InvoiceId), ((await first).Id, (await first).InvoiceId));
        Assert.Equal(2, House.Invoices.Made);
        // Both invoices are there and both may be paid.
        House.Invoices.Play(second.InvoiceId, S.Settled, 10);
        House.Invoices.Play(House.Invoices.All(second.Id).Single(invoice => invoice.Id != second.InvoiceId).Id, S.Settled, 10);
        Assert.Equal(2000, (await House.Reconcile(second)).Credited);

        async Task<int> Rows() => Value(await House.Loads.ForCard(House.Store, card, null, 10, default)).Items.Count;
    }

    [Fact]
    public async Task A_load_that_never_got_an_invoice_is_let_go_after_a_day()
    {
        var card = await House.Card();
        House.Invoices.DieBeforeCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => House.Load(card, "10", key: "k"));
        House.Invoices.DieBeforeCreate = null;
        for (var i = 0; i < 40; i++)
        {
            House.Time.Advance(TimeSpan.FromHours(1));
            await House.Worker.Due(default);
        }
        Assert.Empty(await House.Get<LoadRepository>().Unfinished(("", Guid.Empty), 10, default));
        Assert.NotNull((await House.Load(card, "10", key: "k")).InvoiceId);
    }

    [Fact]
    public async Task A_server_that_makes_no_invoice_is_heard_and_asked_again()
    {
        var card = await House.Card();
        House.Invoices.NoInvoice = "No payment method";
        Refused("invoice-not-created", await House.Loads.Request(House.Store, card, new RequestLoad("10"), "k", null, default));
        Assert.Equal((LoadStatus.Failed, "No payment method"), Value(await House.Loads.ForCard(House.Store, card, null, 10, default)).Items.Select(load => (load.Status, load.Failure)).Single());
        House.Invoices.NoInvoice = null;
        Assert.Equal(LoadStatus.Pending, (await House.Load(card, "10", key: "k")).Status);
    }

    [Fact]
    public async Task What_is_not_offered_any_more_gets_no_invoice_by_an_old_key_either()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", MaxLoad = "50", MaxBalance = "80" });
        var (card, full) = (await House.Card(), await House.Card());
        House.Invoices.NoInvoice = "No payment method";
        Task<Result<Load>> Again(Guid of, string key) => House.Loads.Request(House.Store, of, new RequestLoad("50"), key, null, default);
        foreach (var (of, key) in new[] { (card, "closed"), (full, "full"), (full, "less") })
            Refused("invoice-not-created", await Again(of, key));
        House.Invoices.NoInvoice = null;
        House.Invoices.DieAfterCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Again(card, "made"));
        House.Invoices.DieAfterCreate = null;
        House.Time.Advance(TimeSpan.FromMinutes(2));

        Value(await House.Cards.Close(House.Store, card, CardPayout.None, null, default));
        Refused("card-closed", await Again(card, "closed"));
        Value(await House.Cards.Adjust(House.Store, full, "30.01", "test", null, Key(), default));
        Refused("max-balance-exceeded", await Again(full, "full"));
        await House.Programme(new ProgrammeSettings { Asset = "USD", MaxLoad = "49" });
        Refused("422 amount", await Again(full, "less"));
        Assert.Equal(1, House.Invoices.Made);
        // An invoice that is there is answered all the same: it may be paid already.
        Assert.NotNull(Value(await Again(card, "made")).InvoiceId);
        await House.Programme(new ProgrammeSettings { Asset = "USD" });
        Assert.NotNull(Value(await Again(full, "full")).InvoiceId);
        Assert.Equal(2, House.Invoices.Made);
    }

    [Fact]
    public async Task Loads_are_offered_within_the_programmes_limits()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", MinLoad = "5", MaxLoad = "50", MaxBalance = "80", ValidityMonths = 1 });
        var card = await House.Card("40");
        async Task Refuses(string code, string? amount, Guid? of = null) =>
            Refused(code, await House.Loads.Request(House.Store, of ?? card, new RequestLoad(amount), Key(), null, default));
        await Refuses("422 amount", "4.99");
        await Refuses("422 amount", "50.01");
        await Refuses("422 amount", "5.001");
        await Refuses("422 amount", "-5");
        await Refuses("422 amount", "NaN");
        await Refuses("422 amount", null);
        await Refuses("422 amount", "79228162514264337593543950335");
        await Refuses("max-balance-exceeded", "40.01");
        await Refuses("card-not-found", "10", Guid.NewGuid());
        Refused("422 redirectUrl", await House.Loads.Request(House.Store, card, new RequestLoad("10", RedirectUrl: "javascript:alert(1)"), Key(), null, default));
        Assert.Equal(0, House.Invoices.Made);
        var load = await House.Load(card, "40");
        // What really arrives is credited even above the largest balance.
        await House.Play(load, S.Settled, 60, E.PaidOver);
        Assert.Equal(10_000, await House.Balance(card));
        House.Time.Advance(TimeSpan.FromDays(40));
        await Refuses("card-expired", "10");
        await House.Cards.Close(House.Store, card, CardPayout.PaidOut, null, default);
        await Refuses("card-closed", "10");
    }

    [Fact]
    public async Task Satoshis_are_loaded_whole_and_credited_to_the_millisatoshi()
    {
        await House.Programme(new ProgrammeSettings { Asset = "SATS", LoadFeeBasisPoints = 100 });
        var card = await House.Card();
        Refused("422 amount", await House.Loads.Request(House.Store, card, new RequestLoad("2100.5"), Key(), null, default));
        var load = await House.Load(card, "2100");
        Assert.Equal((2100m, "SATS"), (House.Invoices.Of(load.Id).Price, House.Invoices.Of(load.Id).Currency));
        load = await House.Play(load, S.Settled, 2100.1234m);
        Assert.Equal((2_100_123L, 21_001L), (load.Credited, load.Fees));
        Assert.Equal(2_100_123 - 21_001, await House.Balance(card));
    }

    [Fact]
    public async Task Loads_of_another_store_are_not_there()
    {
        await House.Programme(store: "store2");
        var load = await House.Load(await House.Card(), "10");
        Refused("load-not-found", await House.Loads.Find("store2", load.Id, default));
        Refused("load-not-found", await House.Loads.Reconcile("store2", load.Id, default));
        Refused("card-not-found", await House.Loads.ForCard("store2", load.CardId, null, 10, default));
        Refused("card-not-found", await House.Loads.Request("store2", load.CardId, new RequestLoad("10"), Key(), null, default));
    }

    [Fact]
    public async Task A_cards_loads_are_listed_newest_first()
    {
        var card = await House.Card();
        var loads = new List<Guid>();
        for (var i = 0; i < 5; i++)
            loads.Add((await House.Load(card, "10")).Id);
        var first = Value(await House.Loads.ForCard(House.Store, card, null, 3, default));
        var rest = Value(await House.Loads.ForCard(House.Store, card, first.Cursor, 3, default));
        Assert.Equal(Enumerable.Reverse(loads), first.Items.Concat(rest.Items).Select(load => load.Id));
        Assert.Null(rest.Cursor);
    }
}
