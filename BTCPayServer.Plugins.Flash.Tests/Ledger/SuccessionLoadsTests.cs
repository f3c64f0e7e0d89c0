using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Loads that were asked for before their card was replaced: what the invoice is worth reaches the new card, and what it is worth no more is taken from there.</summary>
public sealed class SuccessionLoadsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SuccessionHouse house = null!;

    public async ValueTask InitializeAsync() => house = await SuccessionHouse.Open(postgres, new() { Asset = "USD", LoadFee = "1", IssueFee = "2" });

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_load_that_is_paid_later_reaches_the_card_in_its_place()
    {
        var old = await house.Card();
        var load = await house.Load(old, "20");
        var second = await house.Replace(old);
        load = await house.Play(load, S.New, 5, E.PaidPartial);
        Assert.Equal((500, 300, LoadStatus.Partial), (load.Credited, load.Fees, load.Status));
        Assert.Equal(((0, 0), (200, 0)), (await house.Balance(old), await house.Balance(second)));
        var third = await house.Replace(second);
        load = await house.Play(load, S.Settled, 20);
        Assert.Equal((2000, 300, 0, LoadStatus.Credited), (load.Credited, load.Fees, load.Unclaimed, load.Status));
        Assert.Equal(((0, 0), (0, 0), (1700, 0)), (await house.Balance(old), await house.Balance(second), await house.Balance(third)));
        Assert.Equal((-2000, 300, 0), (await house.Account(AccountCodes.Clearing), await house.Account(AccountCodes.Fees), await house.Account(AccountCodes.Unclaimed)));
    }

    [Fact]
    public async Task The_issue_fee_is_taken_once_whichever_card_is_in_the_place_of_the_first()
    {
        var old = await house.Card();
        var (asked, first) = (await house.Load(old, "10"), await house.Load(old, "10"));
        Assert.Equal(300, (await house.Play(first, S.Settled, 10)).Fees);
        var second = await house.Replace(old);
        Assert.Equal(100, (await house.Play(await house.Load(second, "10"), S.Settled, 10)).Fees);
        var third = await house.Replace(second);
        Assert.Equal(100, (await house.Play(asked, S.Settled, 10)).Fees);
        Assert.Equal(100, (await house.Play(await house.Load(third, "10"), S.Settled, 10)).Fees);
        // The fee goes back with the load that it was taken from; the next load of any of them takes it.
        Assert.Equal(LoadStatus.Reversed, (await house.Play(first, S.Invalid, 0, E.Marked)).Status);
        Assert.Equal(300, (await house.Play(await house.Load(third, "10"), S.Settled, 10)).Fees);
        // Somebody else's card is another matter.
        Assert.Equal(300, (await house.Play(await house.Load(await house.Card(), "10"), S.Settled, 10)).Fees);
    }

    [Fact]
    public async Task Of_loads_of_the_old_and_the_new_card_at_once_one_takes_the_issue_fee()
    {
        ILoadService[] processes = [house.Loads, house.NewProcess().GetRequiredService<ILoadService>()];
        for (var round = 0; round < 10; round++)
        {
            var old = await house.Card();
            List<Load> loads = [await house.Load(old, "10"), await house.Load(old, "10")];
            var successor = await house.Replace(old);
            loads.AddRange([await house.Load(successor, "10"), await house.Load(successor, "10")]);
            foreach (var load in loads)
                house.Invoices.Play(load.InvoiceId, S.Settled, 10);
            var played = await Task.WhenAll(loads.Select((load, i) => Task.Run(() => processes[i % 2].Reconcile(house.Store, load.Id, default))));
            Assert.Equal(600, played.Sum(load => Value(load).Fees));
            Assert.Equal((3400, 0), await house.Balance(successor));
        }
    }

    [Fact]
    public async Task A_load_that_activates_activates_the_card_that_it_reaches()
    {
        var old = Value(await house.Cards.Issue(house.Store, new IssueCard(CardKind.Physical), Key(), default)).Card.Id;
        var load = await house.Load(old, "10", activate: true);
        var successor = await house.Replace(old);
        Assert.Equal(CardState.Issued, (await house.Find(successor)).State);
        await house.Play(load, S.Settled, 10);
        Assert.Equal((CardState.Active, CardState.Closed), ((await house.Find(successor)).State, (await house.Find(old)).State));
        Value(await house.Charge(successor, "7"));
    }

    [Theory]
    // What the new card spent of the 17.00 that a load of 20.00 brought; what it has when the money is gone, and what could not be collected.
    [InlineData(null, 0, 0)]
    [InlineData("4", 0, 400)]
    [InlineData("17", 0, 1700)]
    public async Task Money_that_is_gone_is_taken_from_the_card_in_its_place(string? spent, long left, long uncollected)
    {
        var old = await house.Card();
        var load = await house.Play(await house.Load(old, "20"), S.Settled, 20);
        var second = await house.Replace(old);
        var third = await house.Replace(second);
        Value(await house.Cards.Freeze(house.Store, third, default));
        if (spent is not null)
        {
            Value(await house.Get<ICardFates>().Found(house.Store, third, default));
            Value(await house.Charge(third, spent));
        }
        load = await house.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((LoadStatus.Reversed, uncollected, uncollected), (load.Status, load.Uncollected, load.Credited));
        Assert.Equal(((0, 0), (0, 0), (left, 0)), (await house.Balance(old), await house.Balance(second), await house.Balance(third)));
        Assert.Equal(-uncollected, await house.Account(AccountCodes.Clearing));
        // Told once, as the newest card has it; and nothing happens twice.
        Assert.Equal(load.Credited, (await house.Play(load, S.Invalid, 0, E.Marked)).Credited);
        var history = Value(await house.History.Page(house.Store, third, null, 50, default)).Items;
        Assert.Equal(history.Count, history.Select(e => e.Seq).Distinct().Count());
        Assert.Equal(-(1700 - uncollected), history.Where(e => e.Type == "replacement").Sum(e => Math.Min(e.Amount, 0)));
    }

    [Fact]
    public async Task A_part_that_is_gone_is_taken_and_fees_follow_it()
    {
        var old = await house.Card("1");
        var load = await house.Play(await house.Load(old, "20"), S.New, 20);
        var successor = await house.Replace(old);
        var held = await house.Held(successor, "10");
        // 18.00 were there, 8.00 of them not held; the fees on 12.00 are the same.
        load = await house.Play(load, S.New, 12);
        Assert.Equal((1200, 300, 0), (load.Credited, load.Fees, load.Uncollected));
        Assert.Equal((1000, 1000), await house.Balance(successor));
        // 2.00 bear no issue fee of 2.00: one goes back and is taken. The other 9.00 are held, and stay uncollected for good.
        load = await house.Play(load, S.New, 2);
        Assert.Equal((1100, 200, 900), (load.Credited, load.Fees, load.Uncollected));
        Value(await house.Void(held));
        Assert.Equal(((0, 0), (1000, 0)), (await house.Balance(old), await house.Balance(successor)));
    }

    [Fact]
    public async Task Of_a_line_that_was_closed_nothing_can_be_taken_and_nothing_reaches_it()
    {
        var old = await house.Card();
        var paid = await house.Play(await house.Load(old, "20"), S.Settled, 20);
        var open = await house.Load(old, "10");
        var successor = await house.Replace(old);
        Value(await house.Cards.Close(house.Store, successor, CardPayout.PaidOut, null, default));
        open = await house.Play(open, S.Settled, 10);
        Assert.Equal((LoadStatus.Credited, 1000, 0), (open.Status, open.Unclaimed, open.Fees));
        Assert.Equal(1000, await house.Account(AccountCodes.Unclaimed));
        paid = await house.Play(paid, S.Invalid, 0, E.Marked);
        Assert.Equal((LoadStatus.Reversed, 2000), (paid.Status, paid.Uncollected));
        // What is unclaimed is still there to be taken.
        open = await house.Play(open, S.Invalid, 0, E.Marked);
        Assert.Equal((0, 0, 0), (open.Unclaimed, open.Uncollected, await house.Account(AccountCodes.Unclaimed)));
        Assert.Equal(((0, 0), (0, 0)), (await house.Balance(old), await house.Balance(successor)));
    }
}
