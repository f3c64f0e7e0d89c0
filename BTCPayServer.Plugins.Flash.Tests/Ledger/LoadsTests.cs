using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What an invoice's fate does to a card: every line of the table in docs, on the real ledger.</summary>
public sealed class LoadsTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
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
        var card = await House.Card();
        var load = await House.Load(card, "10");
        Assert.Equal((LoadStatus.Pending, 1000L), (load.Status, load.Amount));
        House.Invoices.Play(load.InvoiceId, status, decimal.Parse(settled, System.Globalization.CultureInfo.InvariantCulture), exception, seen: 20);
        for (var again = 0; again < 3; again++)
        {
            load = await House.Reconcile(load);
            Assert.Equal((balance, balance, expected), (await House.Balance(card), load.Credited, load.Status));
        }
        Assert.Equal(-balance, await House.Account(AccountCodes.Clearing));
    }

    [Fact]
    public async Task What_a_wallet_paid_beyond_whole_satoshis_is_no_dust_of_a_card_that_holds_them()
    {
        await House.Programme(new ProgrammeSettings { Asset = "SATS" });
        var card = await House.Card();
        var load = await House.Load(card, "2100");
        Assert.Equal(2_100_999, (await House.Play(load, S.Settled, 2100.999m, dust: 0.999m)).Credited);
    }

    [Fact]
    public async Task Dust_of_whole_satoshis_is_not_credited()
    {
        var load = await House.Load(await House.Card(), "10");
        Assert.Equal(1000, (await House.Play(load, S.Settled, 10.04m, dust: 0.04m)).Credited);
    }

    [Fact]
    public async Task Payments_that_come_in_parts_are_credited_as_they_settle()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        foreach (var settled in new[] { 3m, 3m, 7.5m, 10m, 12m })
            Assert.Equal((long)(settled * 100), (await House.Play(load, settled < 10 ? S.New : S.Settled, settled)).Credited);
        Assert.Equal(1200, await House.Balance(card));
    }

    [Fact]
    public async Task A_mark_is_worth_nothing_where_the_store_says_so_and_then_what_it_was_worth_stays()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", CreditMarkedInvoices = false });
        var card = await House.Card();
        var load = await House.Load(card, "10");
        Assert.Equal(LoadStatus.NotCredited, (await House.Play(load, S.Settled, 0, E.Marked)).Status);
        Assert.Equal(400, (await House.Play(load, S.Settled, 4, E.Marked)).Credited);
        await House.Programme(new ProgrammeSettings { Asset = "USD", CreditMarkedInvoices = true });
        Assert.Equal(1000, (await House.Reconcile(load)).Credited);
        await House.Programme(new ProgrammeSettings { Asset = "USD", CreditMarkedInvoices = false });
        Assert.Equal(1000, (await House.Reconcile(load)).Credited);
        Assert.Equal(1000, await House.Balance(card));
    }

    [Fact]
    public async Task A_mark_that_is_taken_back_takes_its_credit_back_and_forth_as_often_as_it_changes()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((LoadStatus.Credited, 1000L), ((await House.Play(load, S.Settled, 0, E.Marked)).Status, await House.Balance(card)));
            Assert.Equal((LoadStatus.Reversed, 0L), ((await House.Play(load, S.Invalid, 0, E.Marked)).Status, await House.Balance(card)));
        }
        Assert.Equal(0, await House.Account(AccountCodes.Clearing));
    }

    [Fact]
    public async Task What_was_spent_cannot_be_taken_back_and_is_not_taken_from_later_money()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Play(load, S.Settled, 0, E.Marked);
        Assert.IsType<Written>(await House.Spend(card, 700));
        load = await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((LoadStatus.Reversed, 700L, 700L, 0L), (load.Status, load.Credited, load.Uncollected, await House.Balance(card)));

        var second = await House.Load(card, "5");
        await House.Play(second, S.Settled, 5);
        load = await House.Reconcile(load);
        Assert.Equal((500L, 700L), (await House.Balance(card), load.Uncollected));

        // The first is paid after all: only what is new is credited.
        load = await House.Play(load, S.Invalid, 10, E.Marked);
        Assert.Equal((LoadStatus.Credited, 1000L, 0L, 800L), (load.Status, load.Credited, load.Uncollected, await House.Balance(card)));
    }

    [Fact]
    public async Task All_spent_is_all_uncollected()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Play(load, S.Settled, 0, E.Marked);
        await House.Spend(card, 1000);
        load = await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((LoadStatus.Reversed, 1000L), (load.Status, load.Uncollected));
        await House.Cards.Adjust(House.Store, card, "3", "gift", null, Key(), default);
        await House.Reconcile(load);
        Assert.Equal(300, await House.Balance(card));
    }

    [Fact]
    public async Task A_paid_part_stays_when_a_mark_is_taken_back()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Play(load, S.New, 4, E.PaidPartial);
        await House.Play(load, S.Settled, 4, E.Marked);
        Assert.Equal((400L, 400L), ((await House.Play(load, S.Invalid, 4, E.Marked)).Credited, await House.Balance(card)));
    }

    [Fact]
    public async Task A_frozen_card_is_credited_and_stays_frozen_and_pays_back()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Cards.Freeze(House.Store, card, default);
        await House.Play(load, S.Settled, 0, E.Marked);
        Assert.Equal((CardState.Frozen, 1000L), ((await House.Find(card)).State, await House.Balance(card)));
        await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((CardState.Frozen, 0L), ((await House.Find(card)).State, await House.Balance(card)));
    }

    [Fact]
    public async Task Money_for_a_closed_card_is_kept_as_unclaimed_without_fees()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", LoadFee = "1" });
        var card = await House.Card();
        var load = await House.Load(card, "10");
        Value(await House.Cards.Close(House.Store, card, CardPayout.None, null, default));
        load = await House.Play(load, S.Settled, 0, E.Marked);
        Assert.Equal((0L, 1000L, 0L), (load.Credited, load.Unclaimed, load.Fees));
        Assert.Equal((1000L, 0L), (await House.Account(AccountCodes.Unclaimed), await House.Account(AccountCodes.Fees)));
        load = await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((0L, 0L, 0L), (load.Unclaimed, load.Uncollected, await House.Account(AccountCodes.Unclaimed)));
    }

    [Fact]
    public async Task A_card_closed_between_two_payments_has_the_first_and_the_second_is_unclaimed()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Play(load, S.New, 4, E.PaidPartial);
        Value(await House.Cards.Close(House.Store, card, CardPayout.PaidOut, null, default));
        load = await House.Play(load, S.Settled, 10);
        Assert.Equal((400L, 600L, LoadStatus.Credited), (load.Credited, load.Unclaimed, load.Status));
        load = await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((400L, 0L, 400L), (load.Credited, load.Unclaimed, load.Uncollected));
    }

    [Fact]
    public async Task A_sold_card_becomes_active_when_all_is_paid()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", ValidityMonths = 6 });
        var card = (await House.Issue()).Card.Id;
        var load = await House.Load(card, "10", activate: true);
        await House.Play(load, S.New, 9, E.PaidPartial);
        Assert.Equal((CardState.Issued, 900L), ((await House.Find(card)).State, await House.Balance(card)));
        await House.Play(load, S.Settled, 10);
        var sold = await House.Find(card);
        Assert.Equal((CardState.Active, House.Time.GetUtcNow().AddMonths(6)), (sold.State, sold.Account.ValidUntil!.Value));
        Assert.Equal(card, Value(await House.Cards.Search(House.Store, new CardSearch { State = CardState.Active }, null, 10, default)).Items.Single().Id);
    }

    [Fact]
    public async Task A_load_without_activation_leaves_the_card_issued_and_a_frozen_sold_card_stays_frozen()
    {
        var (first, second) = ((await House.Issue()).Card.Id, (await House.Issue()).Card.Id);
        var (plain, sold) = (await House.Load(first, "10"), await House.Load(second, "10", activate: true));
        await House.Cards.Freeze(House.Store, second, default);
        foreach (var load in new[] { plain, sold })
            await House.Play(load, S.Settled, 10);
        Assert.Equal((CardState.Issued, 1000L), ((await House.Find(first)).State, await House.Balance(first)));
        Assert.Equal((CardState.Frozen, 1000L), ((await House.Find(second)).State, await House.Balance(second)));
        Assert.Equal(CardState.Issued, Value(await House.Get<ICardFates>().Found(House.Store, second, default)).State);
    }
}
