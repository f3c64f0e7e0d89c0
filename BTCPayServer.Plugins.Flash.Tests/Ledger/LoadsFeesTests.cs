using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What a load costs, and who is asked for it when it comes in parts, goes back, or comes several times at once.</summary>
public sealed class LoadsFeesTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task Fees_are_taken_once_in_parts_or_at_once_and_given_back_with_the_load()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "2", LoadFee = "0.50", LoadFeeBasisPoints = 150 });
        var card = await House.Card();
        var load = await House.Load(card, "10");
        // 1.00 + 1.5 %: all goes for the load fee of 0.515 and a part of the issue fee.
        load = await House.Play(load, S.New, 1, E.PaidPartial);
        Assert.Equal((100L, 0L), (load.Fees, await House.Balance(card)));
        load = await House.Play(load, S.Settled, 0, E.Marked);
        // 0.50 + 0.15 + 2.00
        Assert.Equal((265L, 735L, 265L), (load.Fees, await House.Balance(card), await House.Account(AccountCodes.Fees)));
        var second = await House.Load(card, "10");
        Assert.Equal(65, (await House.Play(second, S.Settled, 10)).Fees);
        Assert.Equal(735 + 935, await House.Balance(card));

        load = await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((0L, 0L, 935L, 65L), (load.Fees, load.Credited, await House.Balance(card), await House.Account(AccountCodes.Fees)));
        // The first load is gone with its issue fee: the next one takes it.
        var third = await House.Load(card, "10");
        Assert.Equal(265, (await House.Play(third, S.Settled, 10)).Fees);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(40)]
    public async Task Fees_of_very_many_payments_are_given_back_with_the_load(int parts)
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "0.25", LoadFeeBasisPoints = 100 });
        var card = await House.Card();
        var load = await House.Load(card, "100");
        for (var i = 1; i <= parts; i++)
            load = await House.Play(load, S.New, i, E.PaidPartial);
        Assert.Equal((parts * 100L, parts + 25L), (load.Credited, load.Fees));
        // All of them turn out to be double spends.
        load = await House.Play(load, S.Invalid, 0);
        Assert.Equal((0L, 0L, 0L, 0L, 0L), (load.Credited, load.Fees, load.Uncollected, await House.Balance(card), await House.Account(AccountCodes.Fees)));
    }

    [Fact]
    public async Task What_is_too_much_for_one_go_is_given_back_by_the_next()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", LoadFeeBasisPoints = 100 });
        var load = await House.Load(await House.Card(), "1000");
        for (var i = 1; i <= 250; i++)
            load = await House.Play(load, S.New, i, E.PaidPartial);
        load = await House.Play(load, S.Invalid, 0);
        Assert.True(load.Credited > 0);
        House.Time.Advance(TimeSpan.FromMinutes(1));
        await House.Worker.Due(default);
        Assert.Equal(0, await House.Balance(load.CardId));
        Assert.Equal(0, await House.Account(AccountCodes.Clearing));
    }

    [Fact]
    public async Task Fees_of_very_many_payments_go_back_with_what_is_left_of_the_load()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", LoadFeeBasisPoints = 100 });
        var card = await House.Card();
        var load = await House.Load(card, "100");
        for (var i = 1; i <= 30; i++)
            load = await House.Play(load, S.New, i, E.PaidPartial);
        Assert.IsType<Written>(await House.Spend(card, 2000));
        // 9.70 are left on the card, and 0.30 come back from the fees.
        load = await House.Play(load, S.Invalid, 0);
        Assert.Equal((2000L, 2000L, 0L, 0L), (load.Credited, load.Uncollected, load.Fees, await House.Balance(card)));
    }

    [Fact]
    public async Task A_fee_takes_no_more_than_what_comes_in_when_the_rest_is_spent()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", LoadFeeBasisPoints = 1000 });
        var card = await House.Card();
        var load = await House.Load(card, "100");
        await House.Play(load, S.Settled, 0, E.Marked);
        Assert.IsType<Written>(await House.Spend(card, 9000));
        load = await House.Play(load, S.Invalid, 0, E.Marked);
        Assert.Equal((9000L, 9000L, 0L), (load.Credited, load.Uncollected, load.Fees));
        // 91.00 really arrive: 1.00 of it is new, and all of that goes for the fee of 9.10.
        load = await House.Play(load, S.Invalid, 91, E.Marked);
        Assert.Equal((9100L, 0L, 100L, 0L), (load.Credited, load.Uncollected, load.Fees, await House.Balance(card)));
        load = await House.Play(load, S.Invalid, 110, E.Marked);
        Assert.Equal((11_000L, 1100L, 900L), (load.Credited, load.Fees, await House.Balance(card)));
    }

    [Fact]
    public async Task A_load_keeps_the_terms_it_was_asked_under()
    {
        var load = await House.Load(await House.Card(), "10");
        await House.Programme(new ProgrammeSettings { Asset = "USD", LoadFee = "5" });
        Assert.Equal(0, (await House.Play(load, S.Settled, 10)).Fees);
    }

    [Fact]
    public async Task Two_first_loads_at_once_take_one_issue_fee()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "2" });
        var second = House.NewProcess().GetRequiredService<ILoadService>();
        for (var round = 0; round < 5; round++)
        {
            var card = await House.Card();
            var loads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => House.Load(card, "10")));
            foreach (var load in loads)
                House.Invoices.Play(load.InvoiceId, S.Settled, 10);
            var done = await Task.WhenAll(loads.SelectMany(load => new[] { House.Loads.Reconcile(House.Store, load.Id, default), second.Reconcile(House.Store, load.Id, default) }));
            Assert.All(done, result => Assert.True(result.Ok));
            Assert.Equal(3800, await House.Balance(card));
        }
    }
}
