using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Money that was paid for a closed card: paid back outside or moved to another card, once, and what becomes of it when its invoice is worth nothing any more.</summary>
public sealed class UnclaimedTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SuccessionHouse house = null!;

    public async ValueTask InitializeAsync() => house = await SuccessionHouse.Open(postgres, new() { Asset = "USD", LoadFee = "1", IssueFee = "2", MaxBalance = "50" });

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task It_is_paid_back_outside_once()
    {
        var load = await Unclaimed("20");
        Refused("unclaimed-differs", await PayOut(load, "19.99"));
        Refused("unclaimed-differs", await PayOut(load, "20.01"));
        var settled = Value(await PayOut(load, "20.00"));
        Assert.Equal((LoadStatus.Credited, 0, 2000, 0), (settled.Status, settled.Unclaimed, settled.PaidOut, settled.Uncollected));
        Assert.Equal((-2000, 0, 2000), (await house.Account(AccountCodes.Clearing), await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.PaidOut)));
        var told = Assert.Single(settled.Settlements);
        Assert.Equal((2000, null, "Given back", "Ann"), (told.Amount, told.CardId, told.Reason, told.By));
        Refused("nothing-unclaimed", await PayOut(load, "20.00"));
        Refused("nothing-unclaimed", await Move(load, await house.Card(), "20.00"));
    }

    [Fact]
    public async Task All_loads_that_have_some_are_listed_until_it_is_settled()
    {
        Task<Result<Page<Load>>> List(string? cursor = null, int limit = 10) => house.Loads.Unclaimed(house.Store, cursor, limit, default);
        Assert.Empty(Value(await List()).Items);
        var loads = new List<Load>();
        for (var i = 0; i < 3; i++)
            loads.Insert(0, await Unclaimed("20"));
        // A load of a card in use has none.
        await house.Card("30");
        var first = Value(await List(limit: 2));
        var second = Value(await List(first.Cursor, 2));
        Assert.Equal(loads.Select(load => (load.Id, 2000L)), first.Items.Concat(second.Items).Select(load => (load.Id, load.Unclaimed)));
        Assert.Null(second.Cursor);
        Value(await PayOut(loads[1], "20"));
        Value(await Move(loads[2], await house.Card(), "20"));
        Assert.Equal([loads[0].Id], Value(await List()).Items.Select(load => load.Id));
        // More came since.
        await house.Play(loads[1], S.Settled, 23);
        Assert.Equal([(loads[0].Id, 2000L), (loads[1].Id, 300L)], Value(await List()).Items.Select(load => (load.Id, load.Unclaimed)));
        // Nothing of the other is worth anything any more.
        await house.Play(loads[0], S.Invalid, 0);
        Assert.Equal([loads[1].Id], Value(await List()).Items.Select(load => load.Id));
        Refused("422 cursor", await List("nonsense"));
        Assert.Empty(Value(await house.Loads.Unclaimed("another", null, 10, default)).Items);
    }

    [Fact]
    public async Task It_is_moved_to_another_card_whole_and_without_a_fee()
    {
        var load = await Unclaimed("20");
        var card = await house.Card("30");
        var settled = Value(await Move(load, card, "20"));
        Assert.Equal((0, 2000, card), (settled.Unclaimed, settled.Moved, settled.Settlements.Single().CardId));
        Assert.Equal((5000, 0), await house.Balance(card));
        Assert.Equal((-2000, 0, 0), (await house.Account(AccountCodes.Clearing), await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.Fees)));
        var entry = Value(await house.Cards.History(house.Store, card, null, 1, default)).Items.Single();
        Assert.Equal(("unclaimed-moved", 2000), (entry.Type, entry.Amount));
        Value(await house.Charge(card, "50"));
    }

    [Fact]
    public async Task More_that_arrives_is_settled_by_itself()
    {
        var load = await Unclaimed("20");
        Value(await PayOut(load, "20"));
        load = await house.Play(load, S.Settled, 23);
        Assert.Equal((300, 2000), (load.Unclaimed, load.PaidOut));
        Refused("unclaimed-differs", await PayOut(load, "23"));
        var card = await house.Card();
        load = Value(await Move(load, card, "3"));
        Assert.Equal((0, 2000, 300, 2), (load.Unclaimed, load.PaidOut, load.Moved, load.Settlements.Count));
        Assert.Equal(0, await house.Account(AccountCodes.Unclaimed));
    }

    [Fact]
    public async Task Only_a_card_in_use_with_room_takes_it()
    {
        var load = await Unclaimed("20");
        Refused("card-not-found", await Move(load, Guid.NewGuid(), "20"));
        Refused("card-closed", await Move(load, load.CardId, "20"));
        Refused("max-balance-exceeded", await Move(load, await house.Card("30.01"), "20"));
        Refused("card-not-activated", await Move(load, Value(await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual), Key(), default)).Card.Id, "20"));
        var card = await house.Card();
        Value(await house.Cards.Freeze(house.Store, card, default));
        Refused("card-frozen", await Move(load, card, "20"));
        Value(await house.Get<ICardFates>().Found(house.Store, card, default));
        var successor = await house.Replace(card);
        Refused("card-closed", await Move(load, card, "20"));
        Assert.Equal(2000, await house.Account(AccountCodes.Unclaimed));
        Value(await Move(load, successor, "20"));
    }

    [Theory]
    [InlineData("amount", "0", "x")]
    [InlineData("amount", "-20", "x")]
    [InlineData("amount", "20.001", "x")]
    [InlineData("amount", null, "x")]
    [InlineData("reason", "20", " ")]
    [InlineData("reason", "20", null)]
    [InlineData("reason", "20", "a\0")]
    public async Task It_needs_an_amount_and_a_reason(string path, string? amount, string? reason)
    {
        var load = await Unclaimed("20");
        Refused($"422 {path}", await Settle(load, new SettleUnclaimed(UnclaimedTo.PaidOut, null, amount, reason)));
        Refused("422 cardId", await Settle(load, new SettleUnclaimed(UnclaimedTo.PaidOut, load.CardId, "20", "x")));
        Refused("422 cardId", await Settle(load, new SettleUnclaimed(UnclaimedTo.Card, null, "20", "x")));
        Assert.Equal(2000, await house.Account(AccountCodes.Unclaimed));
    }

    [Fact]
    public async Task Another_store_settles_nothing()
    {
        var load = await Unclaimed("20");
        var command = new SettleUnclaimed(UnclaimedTo.PaidOut, null, "20", "x");
        Refused("load-not-found", await house.Get<IUnclaimedMoney>().Settle("store2", load.Id, command, null, Key(), default));
        Refused("nothing-unclaimed", await Settle(await house.Load(await house.Card(), "20"), command));
    }

    [Fact]
    public async Task A_retry_answers_the_same_and_a_key_is_good_for_one_thing()
    {
        var (load, other) = (await Unclaimed("20"), await Unclaimed("20"));
        var card = await house.Card();
        // What was refused may be tried again with its key.
        Refused("unclaimed-differs", await PayOut(load, "5", key: "k:7"));
        Value(await PayOut(load, "20", key: "k:7"));
        Assert.Equal(2000, Value(await PayOut(load, "20", key: "k:7", by: "Bob")).PaidOut);
        Refused("idempotency-key-reused", await PayOut(load, "20", "Other words", "k:7"));
        Refused("idempotency-key-reused", await PayOut(other, "20", key: "k:7"));
        Refused("idempotency-key-reused", await Move(load, card, "20", "k:7"));
        // Also when it moved on since.
        load = await house.Play(load, S.Settled, 25);
        Assert.Equal((500, 2000), (load.Unclaimed, load.PaidOut));
        Assert.Equal((500, 2000), Value(await PayOut(load, "20", key: "k:7")) is var again ? (again.Unclaimed, again.PaidOut) : default);
        Assert.Equal((2000, 2500), (await house.Account(AccountCodes.PaidOut), await house.Account(AccountCodes.Unclaimed)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_at_once_settle_it_once(bool sameKey)
    {
        var load = await Unclaimed("20");
        var card = await house.Card();
        var processes = new[] { house.Get<IUnclaimedMoney>(), house.NewProcess().GetRequiredService<IUnclaimedMoney>() };
        var command = new SettleUnclaimed(UnclaimedTo.Card, card, "20", "x");
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => processes[i % 2].Settle(house.Store, load.Id, command, null, sameKey ? "k" : $"k{i}", default)));
        Assert.Equal(sameKey ? 12 : 1, all.Count(result => result.Ok));
        Assert.All(all.Where(result => !result.Ok), result => Refused("nothing-unclaimed", result));
        Assert.Equal((2000, 0), await house.Balance(card));
        Assert.Equal(0, await house.Account(AccountCodes.Unclaimed));
    }

    [Fact]
    public async Task Paid_back_and_taken_back_at_once_is_one_of_both()
    {
        // Another load's money is in the account too, and stays there.
        await Unclaimed("7");
        var other = house.NewProcess().GetRequiredService<ILoadService>();
        for (var i = 0; i < 8; i++)
        {
            var before = await house.Account(AccountCodes.PaidOut);
            var load = await Unclaimed("20");
            Task? taking = null;
            // It becomes invalid right after staff's request saw that it is not.
            house.Invoices.AfterFind = () =>
            {
                house.Invoices.AfterFind = null;
                house.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
                taking = other.Reconcile(house.Store, load.Id, default);
            };
            var settled = await PayOut(load, "20");
            await taking!;
            load = await house.Play(load, S.Invalid, 0, E.Marked);
            Assert.Equal(settled.Ok ? (0, 2000, 2000) : (0, 0, 0), (load.Unclaimed, load.PaidOut, load.Uncollected));
            Assert.Equal((700, before + load.PaidOut), (await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.PaidOut)));
        }
    }

    [Fact]
    public async Task What_was_paid_back_outside_cannot_be_taken_back_again()
    {
        await Unclaimed("7");
        var load = await Unclaimed("20");
        Value(await PayOut(load, "20"));
        load = await house.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((LoadStatus.Reversed, 2000, 2000), (load.Status, load.PaidOut, load.Uncollected));
        Assert.Equal((700, -2700), (await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.Clearing)));
        Refused("nothing-unclaimed", await PayOut(load, "20"));
        // It is worth something after all: what was paid back counts.
        load = await house.Play(load, S.Settled, 25);
        Assert.Equal((LoadStatus.Credited, 500, 2000, 0), (load.Status, load.Unclaimed, load.PaidOut, load.Uncollected));
    }

    [Theory]
    // What the other card, or the one that took its place, spent of 20.00; what is left of it when the money is gone, and what could not be collected.
    [InlineData(false, null, 0, 0)]
    [InlineData(false, "5", 0, 500)]
    [InlineData(true, null, 0, 0)]
    [InlineData(true, "5", 0, 500)]
    [InlineData(true, "20", 0, 2000)]
    public async Task What_was_moved_is_taken_from_where_it_is_now(bool replaced, string? spent, long left, long uncollected)
    {
        await Unclaimed("7");
        var load = await Unclaimed("20");
        var card = await house.Card();
        Value(await Move(load, card, "20"));
        var holder = replaced ? await house.Replace(card) : card;
        if (spent is not null)
            Value(await house.Charge(holder, spent));
        Value(await house.Cards.Freeze(house.Store, holder, default));
        for (var twice = 0; twice < 2; twice++)
        {
            load = await house.Play(load, S.Invalid, 0, E.Marked);
            Assert.Equal((LoadStatus.Reversed, uncollected, uncollected), (load.Status, load.Moved, load.Uncollected));
            Assert.Equal((left, 0), await house.Balance(holder));
            Assert.Equal((700, -700 - uncollected), (await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.Clearing)));
        }
        Assert.Equal((0, 0), await house.Balance(load.CardId));
    }

    [Fact]
    public async Task A_part_is_taken_from_what_is_unclaimed_first_and_from_a_closed_card_never()
    {
        var load = await Unclaimed("10");
        var (closed, open) = (await house.Card(), await house.Card());
        Value(await Move(load, closed, "10"));
        load = await house.Play(load, S.Settled, 16);
        Value(await Move(load, open, "6"));
        load = await house.Play(load, S.Settled, 20);
        Value(await house.Cards.Close(house.Store, closed, CardPayout.WrittenOff, null, default));
        load = await house.Play(load, S.New, 17);
        Assert.Equal((100, 1600, 0), (load.Unclaimed, load.Moved, load.Uncollected));
        load = await house.Play(load, S.New, 12);
        Assert.Equal((0, 1200, 0), (load.Unclaimed, load.Moved, load.Uncollected));
        Assert.Equal((200, 0), await house.Balance(open));
        load = await house.Play(load, S.New, 0);
        Assert.Equal((0, 1000, 1000), (load.Unclaimed, load.Moved, load.Uncollected));
        Assert.Equal(((0, 0), 0, -1000), (await house.Balance(open), await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.Clearing)));
    }

    [Fact]
    public async Task Very_many_payments_are_taken_back_in_one_go()
    {
        var load = await Unclaimed("1");
        var card = await house.Card();
        for (var paid = 2; paid <= 15; paid++)
        {
            Value(await Move(load, card, "1"));
            load = await house.Play(load, S.Settled, paid);
        }
        // One try of the reconciler takes what fits into one request; the next follow at once.
        load = await house.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((0, 0, 0), (load.Unclaimed, load.Moved, load.Uncollected));
        Assert.Equal(((0, 0), 0, 0), (await house.Balance(card), await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.Clearing)));
    }

    [Fact]
    public async Task A_load_is_told_as_it_was_before_it_was_settled()
    {
        var load = await Unclaimed("20");
        var before = (await house.Get<LoadRepository>().Find(house.Store, load.Id, default))!;
        // A key that ends as those of the house do.
        Value(await PayOut(load, "20", key: "order:0"));
        var after = (await house.Get<LoadRepository>().Find(house.Store, load.Id, default))!;
        var told = await house.Get<LoadReconciler>().Sum(house.Store, [before, after], default);
        Assert.Equal([(2000L, 0L), (0L, 2000L)], told.Select(l => (l.Unclaimed, l.PaidOut)));
    }

    /// <summary>A load of a card that was closed before it was paid.</summary>
    private async Task<Load> Unclaimed(string amount)
    {
        var load = await house.Load(await house.Card(), amount);
        Value(await house.Cards.Close(house.Store, load.CardId, CardPayout.None, null, default));
        load = await house.Play(load, S.Settled, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(load.Unclaimed > 0);
        return load;
    }

    private Task<Result<Load>> PayOut(Load load, string amount, string reason = "Given back", string? key = null, string? by = "Ann") =>
        house.Get<IUnclaimedMoney>().Settle(house.Store, load.Id, new SettleUnclaimed(UnclaimedTo.PaidOut, null, amount, reason), by, key ?? Key(), default);

    private Task<Result<Load>> Move(Load load, Guid card, string amount, string? key = null) =>
        house.Get<IUnclaimedMoney>().Settle(house.Store, load.Id, new SettleUnclaimed(UnclaimedTo.Card, card, amount, "Same holder"), "Ann", key ?? Key(), default);

    private Task<Result<Load>> Settle(Load load, SettleUnclaimed command) => house.Get<IUnclaimedMoney>().Settle(house.Store, load.Id, command, null, Key(), default);
}
