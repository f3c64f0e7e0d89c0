using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Unit.CardsHouse;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>What an invoice's fate does to a card: every line of the table in docs, on the real ledger.</summary>
public sealed class LoadsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private CardsHouse house = null!;

    public async ValueTask InitializeAsync()
    {
        house = await CardsHouse.Open(postgres);
        await house.Programme();
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    // The load asks for 10.00. Status of the invoice; what is settled; what else was seen; what the card has and the load says.
    [Theory]
    [InlineData(S.New, E.None, "0", 0, LoadStatus.Pending)]
    [InlineData(S.Processing, E.None, "0", 0, LoadStatus.Pending)]
    [InlineData(S.Settled, E.None, "10", 1000, LoadStatus.Credited)]
    [InlineData(S.Settled, E.PaidOver, "15", 1500, LoadStatus.Credited)]
    [InlineData(S.New, E.PaidPartial, "5", 500, LoadStatus.Partial)]
    [InlineData(S.Expired, E.PaidPartial, "5", 500, LoadStatus.Partial)]
    [InlineData(S.Expired, E.None, "0", 0, LoadStatus.Expired)]
    [InlineData(S.Expired, E.PaidLate, "10", 1000, LoadStatus.Credited)]
    [InlineData(S.Invalid, E.None, "0", 0, LoadStatus.NotCredited)]
    [InlineData(S.Invalid, E.Marked, "0", 0, LoadStatus.NotCredited)]
    [InlineData(S.Invalid, E.Marked, "5", 500, LoadStatus.Partial)]
    [InlineData(S.Settled, E.Marked, "0", 1000, LoadStatus.Credited)]
    [InlineData(S.Settled, E.Marked, "5", 1000, LoadStatus.Credited)]
    [InlineData(S.Settled, E.Marked, "12", 1200, LoadStatus.Credited)]
    // Payments come in bitcoin: fractions of a cent are not credited, and what a division lost in the last digit is.
    [InlineData(S.Settled, E.None, "10.009", 1000, LoadStatus.Credited)]
    [InlineData(S.Settled, E.None, "9.9999999999999999999", 1000, LoadStatus.Credited)]
    [InlineData(S.Expired, E.PaidPartial, "9.999", 999, LoadStatus.Partial)]
    public async Task Credits_what_was_settled(S status, E exception, string settled, long balance, LoadStatus expected)
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        Assert.Equal((LoadStatus.Pending, 1000L), (load.Status, load.Amount));
        house.Invoices.Play(load.InvoiceId, status, decimal.Parse(settled, System.Globalization.CultureInfo.InvariantCulture), exception, seen: 20);
        for (var again = 0; again < 3; again++)
        {
            load = await house.Reconcile(load);
            Assert.Equal((balance, balance, expected), (await house.Balance(card), load.Credited, load.Status));
        }
        Assert.Equal(-balance, await house.Account(AccountCodes.Clearing));
    }

    [Fact]
    public async Task Dust_of_whole_satoshis_is_not_credited()
    {
        var load = await house.Load(await house.Card(), "10");
        house.Invoices.Play(load.InvoiceId, S.Settled, 10.04m, dust: 0.04m);
        Assert.Equal(1000, (await house.Reconcile(load)).Credited);
    }

    [Fact]
    public async Task Payments_that_come_in_parts_are_credited_as_they_settle()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        foreach (var settled in new[] { 3m, 3m, 7.5m, 10m, 12m })
        {
            house.Invoices.Play(load.InvoiceId, settled < 10 ? S.New : S.Settled, settled);
            Assert.Equal((long)(settled * 100), (await house.Reconcile(load)).Credited);
        }
        Assert.Equal(1200, await house.Balance(card));
    }

    [Fact]
    public async Task A_mark_is_worth_nothing_where_the_store_says_so_and_then_what_it_was_worth_stays()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", CreditMarkedInvoices = false });
        var card = await house.Card();
        var load = await house.Load(card, "10");
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        Assert.Equal(LoadStatus.NotCredited, (await house.Reconcile(load)).Status);
        house.Invoices.Play(load.InvoiceId, S.Settled, 4, E.Marked);
        Assert.Equal(400, (await house.Reconcile(load)).Credited);
        await house.Programme(new ProgrammeSettings { Asset = "USD", CreditMarkedInvoices = true });
        Assert.Equal(1000, (await house.Reconcile(load)).Credited);
        await house.Programme(new ProgrammeSettings { Asset = "USD", CreditMarkedInvoices = false });
        Assert.Equal(1000, (await house.Reconcile(load)).Credited);
        Assert.Equal(1000, await house.Balance(card));
    }

    [Fact]
    public async Task A_mark_that_is_taken_back_takes_its_credit_back_and_forth_as_often_as_it_changes()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        for (var i = 0; i < 3; i++)
        {
            house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
            Assert.Equal((LoadStatus.Credited, 1000L), ((await house.Reconcile(load)).Status, await house.Balance(card)));
            house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
            Assert.Equal((LoadStatus.Reversed, 0L), ((await house.Reconcile(load)).Status, await house.Balance(card)));
        }
        Assert.Equal(0, await house.Account(AccountCodes.Clearing));
    }

    [Fact]
    public async Task What_was_spent_cannot_be_taken_back_and_is_not_taken_from_later_money()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        await house.Reconcile(load);
        Assert.IsType<Written>(await house.Spend(card, 700));
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((LoadStatus.Reversed, 700L, 700L, 0L), (load.Status, load.Credited, load.Uncollected, await house.Balance(card)));

        var second = await house.Load(card, "5");
        house.Invoices.Play(second.InvoiceId, S.Settled, 5);
        await house.Reconcile(second);
        load = await house.Reconcile(load);
        Assert.Equal((500L, 700L), (await house.Balance(card), load.Uncollected));

        // The first is paid after all: only what is new is credited.
        house.Invoices.Play(load.InvoiceId, S.Invalid, 10, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((LoadStatus.Credited, 1000L, 0L, 800L), (load.Status, load.Credited, load.Uncollected, await house.Balance(card)));
    }

    [Fact]
    public async Task All_spent_is_all_uncollected()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        await house.Reconcile(load);
        await house.Spend(card, 1000);
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((LoadStatus.Reversed, 1000L), (load.Status, load.Uncollected));
        await house.Cards.Adjust(house.Store, card, "3", "gift", null, Key(), default);
        await house.Reconcile(load);
        Assert.Equal(300, await house.Balance(card));
    }

    [Fact]
    public async Task A_paid_part_stays_when_a_mark_is_taken_back()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        house.Invoices.Play(load.InvoiceId, S.New, 4, E.PaidPartial);
        await house.Reconcile(load);
        house.Invoices.Play(load.InvoiceId, S.Settled, 4, E.Marked);
        await house.Reconcile(load);
        house.Invoices.Play(load.InvoiceId, S.Invalid, 4, E.Marked);
        Assert.Equal((400L, 400L), ((await house.Reconcile(load)).Credited, await house.Balance(card)));
    }

    [Fact]
    public async Task A_frozen_card_is_credited_and_stays_frozen_and_pays_back()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        await house.Cards.Freeze(house.Store, card, default);
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        await house.Reconcile(load);
        Assert.Equal((CardState.Frozen, 1000L), ((await house.Find(card)).State, await house.Balance(card)));
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        await house.Reconcile(load);
        Assert.Equal((CardState.Frozen, 0L), ((await house.Find(card)).State, await house.Balance(card)));
    }

    [Fact]
    public async Task Money_for_a_closed_card_is_kept_as_unclaimed_without_fees()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", LoadFee = "1" });
        var card = await house.Card();
        var load = await house.Load(card, "10");
        Value(await house.Cards.Close(house.Store, card, CardPayout.None, null, default));
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((0L, 1000L, 0L), (load.Credited, load.Unclaimed, load.Fees));
        Assert.Equal((1000L, 0L), (await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.Fees)));
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((0L, 0L, 0L), (load.Unclaimed, load.Uncollected, await house.Account(AccountCodes.Unclaimed)));
    }

    [Fact]
    public async Task A_card_closed_between_two_payments_has_the_first_and_the_second_is_unclaimed()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        house.Invoices.Play(load.InvoiceId, S.New, 4, E.PaidPartial);
        await house.Reconcile(load);
        Value(await house.Cards.Close(house.Store, card, CardPayout.PaidOut, null, default));
        house.Invoices.Play(load.InvoiceId, S.Settled, 10);
        load = await house.Reconcile(load);
        Assert.Equal((400L, 600L, LoadStatus.Credited), (load.Credited, load.Unclaimed, load.Status));
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((400L, 0L, 400L), (load.Credited, load.Unclaimed, load.Uncollected));
    }

    [Fact]
    public async Task A_sold_card_becomes_active_when_all_is_paid()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", ValidityMonths = 6 });
        var card = (await house.Issue()).Card.Id;
        var load = await house.Load(card, "10", activate: true);
        house.Invoices.Play(load.InvoiceId, S.New, 9, E.PaidPartial);
        await house.Reconcile(load);
        Assert.Equal((CardState.Issued, 900L), ((await house.Find(card)).State, await house.Balance(card)));
        house.Invoices.Play(load.InvoiceId, S.Settled, 10);
        await house.Reconcile(load);
        var sold = await house.Find(card);
        Assert.Equal((CardState.Active, house.Time.GetUtcNow().AddMonths(6)), (sold.State, sold.Account.ValidUntil!.Value));
        Assert.Equal(card, Value(await house.Cards.Search(house.Store, new CardSearch { State = CardState.Active }, null, 10, default)).Items.Single().Id);
    }

    [Fact]
    public async Task A_load_without_activation_leaves_the_card_issued_and_a_frozen_sold_card_stays_frozen()
    {
        var (first, second) = ((await house.Issue()).Card.Id, (await house.Issue()).Card.Id);
        var (plain, sold) = (await house.Load(first, "10"), await house.Load(second, "10", activate: true));
        await house.Cards.Freeze(house.Store, second, default);
        foreach (var load in new[] { plain, sold })
        {
            house.Invoices.Play(load.InvoiceId, S.Settled, 10);
            await house.Reconcile(load);
        }
        Assert.Equal((CardState.Issued, 1000L), ((await house.Find(first)).State, await house.Balance(first)));
        Assert.Equal((CardState.Frozen, 1000L), ((await house.Find(second)).State, await house.Balance(second)));
        Assert.Equal(CardState.Issued, Value(await house.Cards.Unfreeze(house.Store, second, default)).State);
    }

    [Fact]
    public async Task Fees_are_taken_once_in_parts_or_at_once_and_given_back_with_the_load()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "2", LoadFee = "0.50", LoadFeeBasisPoints = 150 });
        var card = await house.Card();
        var load = await house.Load(card, "10");
        // 1.00 + 1.5 %: all goes for the load fee of 0.515 and a part of the issue fee.
        house.Invoices.Play(load.InvoiceId, S.New, 1, E.PaidPartial);
        load = await house.Reconcile(load);
        Assert.Equal((100L, 0L), (load.Fees, await house.Balance(card)));
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        load = await house.Reconcile(load);
        // 0.50 + 0.15 + 2.00
        Assert.Equal((265L, 735L, 265L), (load.Fees, await house.Balance(card), await house.Account(AccountCodes.Fees)));
        var second = await house.Load(card, "10");
        house.Invoices.Play(second.InvoiceId, S.Settled, 10);
        Assert.Equal(65, (await house.Reconcile(second)).Fees);
        Assert.Equal(735 + 935, await house.Balance(card));

        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((0L, 0L, 935L, 65L), (load.Fees, load.Credited, await house.Balance(card), await house.Account(AccountCodes.Fees)));
        // The first load is gone with its issue fee: the next one takes it.
        var third = await house.Load(card, "10");
        house.Invoices.Play(third.InvoiceId, S.Settled, 10);
        Assert.Equal(265, (await house.Reconcile(third)).Fees);
    }

    [Fact]
    public async Task A_fee_takes_no_more_than_what_comes_in_when_the_rest_is_spent()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", LoadFeeBasisPoints = 1000 });
        var card = await house.Card();
        var load = await house.Load(card, "100");
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        await house.Reconcile(load);
        Assert.IsType<Written>(await house.Spend(card, 9000));
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((9000L, 9000L, 0L), (load.Credited, load.Uncollected, load.Fees));
        // 91.00 really arrive: 1.00 of it is new, and all of that goes for the fee of 9.10.
        house.Invoices.Play(load.InvoiceId, S.Invalid, 91, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((9100L, 0L, 100L, 0L), (load.Credited, load.Uncollected, load.Fees, await house.Balance(card)));
        house.Invoices.Play(load.InvoiceId, S.Invalid, 110, E.Marked);
        load = await house.Reconcile(load);
        Assert.Equal((11_000L, 1100L, 900L), (load.Credited, load.Fees, await house.Balance(card)));
    }

    [Fact]
    public async Task A_load_keeps_the_terms_it_was_asked_under()
    {
        var load = await house.Load(await house.Card(), "10");
        await house.Programme(new ProgrammeSettings { Asset = "USD", LoadFee = "5" });
        house.Invoices.Play(load.InvoiceId, S.Settled, 10);
        Assert.Equal(0, (await house.Reconcile(load)).Fees);
    }

    [Fact]
    public async Task Two_first_loads_at_once_take_one_issue_fee()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "2" });
        var second = house.NewProcess().GetRequiredService<ILoadService>();
        for (var round = 0; round < 5; round++)
        {
            var card = await house.Card();
            var loads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => house.Load(card, "10")));
            foreach (var load in loads)
                house.Invoices.Play(load.InvoiceId, S.Settled, 10);
            var done = await Task.WhenAll(loads.SelectMany(load => new[] { house.Loads.Reconcile(house.Store, load.Id, default), second.Reconcile(house.Store, load.Id, default) }));
            Assert.All(done, result => Assert.True(result.Ok));
            Assert.Equal(3800, await house.Balance(card));
        }
    }

    [Fact]
    public async Task Whoever_reconciles_at_the_same_time_credits_once()
    {
        var card = await house.Card();
        var load = await house.Load(card, "1000");
        var services = new[] { house.Loads, house.NewProcess().GetRequiredService<ILoadService>(), house.NewProcess().GetRequiredService<ILoadService>() };
        // The money comes in while thirty look at it, of whom some see less than others.
        var pay = Task.Run(async () =>
        {
            for (var settled = 1; settled <= 100; settled++)
            {
                house.Invoices.Play(load.InvoiceId, S.New, settled * 10);
                await Task.Delay(5);
            }
        });
        var looks = Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
        {
            while (!pay.IsCompleted)
                Value(await services[i % 3].Reconcile(house.Store, load.Id, default));
        }));
        await Task.WhenAll([pay, .. looks]);
        load = await house.Reconcile(load);
        Assert.Equal((100_000L, 100_000L), (load.Credited, await house.Balance(card)));
    }

    [Fact]
    public async Task Taking_back_from_a_card_that_is_being_spent_never_overdraws_it()
    {
        var card = await house.Card();
        var load = await house.Load(card, "1.00");
        house.Invoices.Play(load.InvoiceId, S.Settled, 0, E.Marked);
        await house.Reconcile(load);
        house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        var spends = Enumerable.Range(0, 100).Select(_ => house.Spend(card, 1)).ToList();
        var back = house.Reconcile(load);
        var spent = (await Task.WhenAll(spends)).Count(result => result is Written);
        await back;
        load = await house.Reconcile(load);
        Assert.Equal((0L, spent), (await house.Balance(card), (int)load.Uncollected));
    }

    [Fact]
    public async Task A_retried_request_makes_one_invoice()
    {
        var card = await house.Card();
        var key = Key();
        var first = await house.Load(card, "10", key: key);
        Assert.Equal(first.InvoiceId, (await house.Load(card, "10", key: key)).InvoiceId);
        Refused("idempotency-key-reused", await house.Loads.Request(house.Store, card, new RequestLoad("11"), key, null, default));
        Assert.Equal(1, house.Invoices.Made);
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => house.Loads.Request(house.Store, card, new RequestLoad("10"), "one", null, default)));
        Assert.Single(all.Where(result => result.Ok).Select(result => result.Value!.InvoiceId).Distinct());
        Assert.All(all.Where(result => !result.Ok), result => Assert.Equal("load-in-progress", result.Refusal!.Code));
        Assert.Equal(2, house.Invoices.Made);
    }

    [Fact]
    public async Task An_invoice_whose_maker_died_is_found_again_by_a_retry()
    {
        var card = await house.Card();
        house.Invoices.DieAfterCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Load(card, "10", key: "k"));
        house.Invoices.DieAfterCreate = null;
        Refused("load-in-progress", await house.Loads.Request(house.Store, card, new RequestLoad("10"), "k", null, default));
        house.Time.Advance(TimeSpan.FromMinutes(2));
        var load = await house.Load(card, "10", key: "k");
        Assert.Equal((1, house.Invoices.Of(load.Id).Id), (house.Invoices.Made, load.InvoiceId));
    }

    [Fact]
    public async Task An_invoice_whose_maker_died_is_credited_without_anybody_asking()
    {
        var card = await house.Card();
        house.Invoices.DieAfterCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Load(card, "10", key: "k"));
        house.Invoices.DieAfterCreate = null;
        var id = Value(await house.Loads.ForCard(house.Store, card, null, 10, default)).Items.Single().Id;
        house.Invoices.Play(house.Invoices.Of(id).Id, S.Settled, 10);
        house.Time.Advance(TimeSpan.FromMinutes(2));
        await house.Worker.Due(default);
        Assert.Equal(1000, await house.Balance(card));
    }

    [Fact]
    public async Task A_maker_that_was_only_slow_loses_nothing_to_the_retry_that_took_over()
    {
        var card = await house.Card();
        var slow = new TaskCompletionSource();
        house.Invoices.WhileCreating = () => slow.Task;
        var first = house.Load(card, "10", key: "k");
        while (await Rows() == 0)
            await Task.Delay(10);
        house.Invoices.WhileCreating = null;
        house.Time.Advance(TimeSpan.FromMinutes(2));
        var second = await house.Load(card, "10", key: "k");
        slow.SetResult();
        Assert.Equal((second.Id, second.InvoiceId), ((await first).Id, (await first).InvoiceId));
        Assert.Equal(2, house.Invoices.Made);
        // Both invoices are there and both may be paid.
        house.Invoices.Play(second.InvoiceId, S.Settled, 10);
        house.Invoices.Play(house.Invoices.All(second.Id).Single(invoice => invoice.Id != second.InvoiceId).Id, S.Settled, 10);
        Assert.Equal(2000, (await house.Reconcile(second)).Credited);

        async Task<int> Rows() => Value(await house.Loads.ForCard(house.Store, card, null, 10, default)).Items.Count;
    }

    [Fact]
    public async Task A_load_that_never_got_an_invoice_is_let_go_after_a_day()
    {
        var card = await house.Card();
        house.Invoices.DieBeforeCreate = new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Load(card, "10", key: "k"));
        house.Invoices.DieBeforeCreate = null;
        for (var i = 0; i < 40; i++)
        {
            house.Time.Advance(TimeSpan.FromHours(1));
            await house.Worker.Due(default);
        }
        Assert.Empty(await house.Get<LoadRepository>().Unfinished(("", Guid.Empty), 10, default));
        Assert.NotNull((await house.Load(card, "10", key: "k")).InvoiceId);
    }

    [Fact]
    public async Task A_server_that_makes_no_invoice_is_heard_and_asked_again()
    {
        var card = await house.Card();
        house.Invoices.NoInvoice = "No payment method";
        Refused("invoice-not-created", await house.Loads.Request(house.Store, card, new RequestLoad("10"), "k", null, default));
        Assert.Equal((LoadStatus.Failed, "No payment method"), Value(await house.Loads.ForCard(house.Store, card, null, 10, default)).Items.Select(load => (load.Status, load.Failure)).Single());
        house.Invoices.NoInvoice = null;
        Assert.Equal(LoadStatus.Pending, (await house.Load(card, "10", key: "k")).Status);
    }

    [Fact]
    public async Task An_invoice_that_cannot_be_found_takes_nothing_back()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        house.Invoices.Play(load.InvoiceId, S.Settled, 10);
        await house.Reconcile(load);
        house.Invoices.Forget(load.InvoiceId!);
        Assert.Equal((LoadStatus.Credited, 1000L), ((await house.Reconcile(load)).Status, await house.Balance(card)));
    }

    [Fact]
    public async Task Loads_are_checked_when_due_until_thirty_days_after_expiry_and_by_events_for_ever()
    {
        var card = await house.Card();
        var (late, later, latest) = (await house.Load(card, "10"), await house.Load(card, "20"), await house.Load(card, "40"));
        foreach (var load in new[] { late, later, latest })
            house.Invoices.Play(load.InvoiceId, S.Expired, 0);
        await Days(2);
        house.Invoices.Play(late.InvoiceId, S.Expired, 10, E.PaidLate);
        await Days(2);
        Assert.Equal(1000, await house.Balance(card));
        await Days(24);
        house.Invoices.Play(later.InvoiceId, S.Expired, 20, E.PaidLate);
        await Days(2);
        Assert.Equal(3000, await house.Balance(card));
        await Days(4);
        Assert.Empty(await house.Get<LoadRepository>().Unfinished(("", Guid.Empty), 10, default));
        house.Invoices.Play(latest.InvoiceId, S.Expired, 40, E.PaidLate);
        await Days(2);
        Assert.Equal(3000, await house.Balance(card));
        await house.Worker.Invoice(house.Store, latest.InvoiceId!, default);
        Assert.Equal(7000, await house.Balance(card));

        async Task Days(int days)
        {
            for (var i = 0; i < days * 2; i++)
            {
                house.Time.Advance(TimeSpan.FromHours(12));
                await house.Worker.Due(default);
            }
        }
    }

    [Fact]
    public async Task A_start_finds_what_happened_while_nobody_listened()
    {
        var card = await house.Card();
        var loads = new List<Load>();
        for (var i = 0; i < 5; i++)
            loads.Add(await house.Load(card, "10"));
        foreach (var load in loads)
            house.Invoices.Play(load.InvoiceId, S.Settled, 10);
        await house.NewProcess().GetRequiredService<LoadWorker>().All(default);
        Assert.Equal(5000, await house.Balance(card));
    }

    [Fact]
    public async Task The_worker_credits_by_a_hint_and_shrugs_at_invoices_of_others()
    {
        var card = await house.Card();
        var load = await house.Load(card, "10");
        await house.Worker.StartAsync(default);
        await house.Worker.InvoiceTouched(house.Store, "somebody-else's", default);
        await house.Worker.InvoiceTouched("no-such-store", "nobody's", default);
        house.Invoices.Play(load.InvoiceId, S.Settled, 10);
        await house.Worker.InvoiceTouched(house.Store, load.InvoiceId!, default);
        for (var tries = 0; tries < 200 && await house.Balance(card) == 0; tries++)
            await Task.Delay(25);
        await house.Worker.StopAsync(default);
        Assert.Equal(1000, await house.Balance(card));
    }

    [Fact]
    public async Task Loads_are_offered_within_the_programmes_limits()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", MinLoad = "5", MaxLoad = "50", MaxBalance = "80", ValidityMonths = 1 });
        var card = await house.Card("40");
        async Task Refuses(string code, string? amount, Guid? of = null) =>
            Refused(code, await house.Loads.Request(house.Store, of ?? card, new RequestLoad(amount), Key(), null, default));
        await Refuses("422 amount", "4.99");
        await Refuses("422 amount", "50.01");
        await Refuses("422 amount", "5.001");
        await Refuses("422 amount", "-5");
        await Refuses("422 amount", "NaN");
        await Refuses("422 amount", null);
        await Refuses("422 amount", "79228162514264337593543950335");
        await Refuses("max-balance-exceeded", "40.01");
        await Refuses("card-not-found", "10", Guid.NewGuid());
        Refused("422 redirectUrl", await house.Loads.Request(house.Store, card, new RequestLoad("10", RedirectUrl: "javascript:alert(1)"), Key(), null, default));
        Assert.Equal(0, house.Invoices.Made);
        var load = await house.Load(card, "40");
        // What really arrives is credited even above the largest balance.
        house.Invoices.Play(load.InvoiceId, S.Settled, 60, E.PaidOver);
        await house.Reconcile(load);
        Assert.Equal(10_000, await house.Balance(card));
        house.Time.Advance(TimeSpan.FromDays(40));
        await Refuses("card-expired", "10");
        await house.Cards.Close(house.Store, card, CardPayout.PaidOut, null, default);
        await Refuses("card-closed", "10");
    }

    [Fact]
    public async Task Satoshis_are_loaded_whole_and_credited_to_the_millisatoshi()
    {
        await house.Programme(new ProgrammeSettings { Asset = "SATS", LoadFeeBasisPoints = 100 });
        var card = await house.Card();
        Refused("422 amount", await house.Loads.Request(house.Store, card, new RequestLoad("2100.5"), Key(), null, default));
        var load = await house.Load(card, "2100");
        Assert.Equal((2100m, "SATS"), (house.Invoices.Of(load.Id).Price, house.Invoices.Of(load.Id).Currency));
        house.Invoices.Play(load.InvoiceId, S.Settled, 2100.1234m);
        load = await house.Reconcile(load);
        Assert.Equal((2_100_123L, 21_001L), (load.Credited, load.Fees));
        Assert.Equal(2_100_123 - 21_001, await house.Balance(card));
    }

    [Fact]
    public async Task Loads_of_another_store_are_not_there()
    {
        await house.Programme(store: "store2");
        var load = await house.Load(await house.Card(), "10");
        Refused("load-not-found", await house.Loads.Find("store2", load.Id, default));
        Refused("load-not-found", await house.Loads.Reconcile("store2", load.Id, default));
        Refused("card-not-found", await house.Loads.ForCard("store2", load.CardId, null, 10, default));
        Refused("card-not-found", await house.Loads.Request("store2", load.CardId, new RequestLoad("10"), Key(), null, default));
    }

    [Fact]
    public async Task A_cards_loads_are_listed_newest_first()
    {
        var card = await house.Card();
        var loads = new List<Guid>();
        for (var i = 0; i < 5; i++)
            loads.Add((await house.Load(card, "10")).Id);
        var first = Value(await house.Loads.ForCard(house.Store, card, null, 3, default));
        var rest = Value(await house.Loads.ForCard(house.Store, card, first.Cursor, 3, default));
        Assert.Equal(Enumerable.Reverse(loads), first.Items.Concat(rest.Items).Select(load => load.Id));
        Assert.Null(rest.Cursor);
    }
}
