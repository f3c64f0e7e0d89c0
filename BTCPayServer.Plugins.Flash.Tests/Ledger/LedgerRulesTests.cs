using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

public sealed class LedgerRulesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Amounts_reach_two_to_the_62_and_no_further()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var card = await world.Funded(Asset.MaxAmount);
        var (sales, clearing) = (await world.Sales(), await world.Ledger.StoreAccount(LedgerWorld.Store, LedgerWorld.Usd, AccountCodes.Clearing, default));
        Assert.Equal(Asset.MaxAmount, (await world.Find(card)).Posted);
        Assert.Equal(LedgerRefusal.BalanceOverflow, LedgerWorld.Reason(await world.Write(Transfer.Post("load", clearing, card, LedgerWorld.Usd, 1))));
        Assert.Equal(LedgerRefusal.BalanceOverflow, LedgerWorld.Reason(await world.Write(
            Transfer.Post("load", clearing, card, LedgerWorld.Usd, Asset.MaxAmount), Transfer.Post("load", clearing, card, LedgerWorld.Usd, Asset.MaxAmount))));
        Assert.IsType<Written>(await world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, Asset.MaxAmount) with { Period = 20261127 }));
        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Write(Transfer.Post("x", sales, card, LedgerWorld.Usd, Asset.MaxAmount))));
        Assert.Single(many.OfType<Written>(), w => w.Transfers[0].CreditBalance == Asset.MaxAmount);
        await Assert.ThrowsAsync<ArgumentException>(() => world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, Asset.MaxAmount + 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 0)));
        await world.Proven();
    }

    [Fact]
    public async Task Linked_transfers_stand_or_fall_together_and_may_build_on_each_other()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (a, b, sales) = (await world.Funded(100), await world.Account(), await world.Sales());
        Assert.IsType<Written>(await world.Write(Transfer.Post("move", a, b, LedgerWorld.Usd, 80), Transfer.Post("charge", b, sales, LedgerWorld.Usd, 80)));
        Assert.Equal(LedgerRefusal.InsufficientFunds, LedgerWorld.Reason(await world.Write(
            Transfer.Post("move", a, b, LedgerWorld.Usd, 10), Transfer.Post("charge", b, sales, LedgerWorld.Usd, 11))));
        Assert.Equal(20, (await world.Find(a)).Posted);
        Assert.Equal(0, (await world.Find(b)).Posted);
    }

    [Fact]
    public async Task The_same_key_answers_the_same_for_all_time()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(100);
        Transfer Charge(long amount) => Transfer.Post("charge", card, sales, LedgerWorld.Usd, amount);
        var first = Assert.IsType<Written>(await world.Write("one", Charge(60)));
        Assert.Equal(LedgerRefusal.InsufficientFunds, LedgerWorld.Reason(await world.Write("two", Charge(60))));
        var clearing = await world.Ledger.StoreAccount(LedgerWorld.Store, LedgerWorld.Usd, AccountCodes.Clearing, default);
        await world.Write(Transfer.Post("load", clearing, card, LedgerWorld.Usd, 1000));
        world.Time.Advance(TimeSpan.FromDays(400));

        var again = Assert.IsType<Written>(await world.Write("one", Charge(60)));
        Assert.True(again.Replayed);
        Assert.Equal(first.Transfers[0] with { Meter = null }, again.Transfers[0]);
        // A refusal is an answer too: a late duplicate of a declined charge must not suddenly take the money.
        Assert.True(Assert.IsType<Refused>(await world.Write("two", Charge(60))).Replayed);
        Assert.Equal(LedgerRefusal.KeyReused, LedgerWorld.Reason(await world.Write("one", Charge(61))));
        Assert.Equal(LedgerRefusal.KeyReused, LedgerWorld.Reason(await world.Write("two", Charge(61))));
        Assert.Equal(LedgerRefusal.KeyReused, LedgerWorld.Reason(await world.Write("one", Charge(60), Charge(60))));
        Assert.Equal(1040, (await world.Find(card)).Posted);
    }

    [Fact]
    public async Task Limits_count_what_is_held_and_begin_anew_each_day()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000, chargeLimit: 50, periodLimit: 80);
        Transfer Charge(long amount, int day) => Transfer.Post("charge", card, sales, LedgerWorld.Usd, amount) with { Period = day };
        Assert.Equal(LedgerRefusal.ChargeLimit, LedgerWorld.Reason(await world.Write(Charge(51, 20261127))));
        var hold = Transfer.Hold("charge", card, sales, LedgerWorld.Usd, 50, LedgerWorld.Start.AddHours(1)) with { Period = 20261127 };
        Assert.IsType<Written>(await world.Write(hold));
        Assert.Equal(LedgerRefusal.PeriodLimit, LedgerWorld.Reason(await world.Write(Charge(31, 20261127))));
        Assert.IsType<Written>(await world.Write(Transfer.Capture("charge", hold.Id, 20)));
        Assert.IsType<Written>(await world.Write(Charge(50, 20261127)));
        Assert.Equal(LedgerRefusal.PeriodLimit, LedgerWorld.Reason(await world.Write(Charge(11, 20261127))));
        Assert.IsType<Written>(await world.Write(Charge(50, 20261128)));
        // A clock that lags behind cannot reopen yesterday.
        Assert.Equal(LedgerRefusal.PeriodLimit, LedgerWorld.Reason(await world.Write(Charge(31, 20261127))));
        // Many at once are counted one by one.
        var fresh = await world.Funded(1000, periodLimit: 70);
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.Write(Transfer.Post("charge", fresh, sales, LedgerWorld.Usd, 3) with { Period = 20261127 })));
        Assert.Equal(23, results.OfType<Written>().Count());
        Assert.All(results.OfType<Refused>(), r => Assert.Equal(LedgerRefusal.PeriodLimit, r.Reason));
    }

    [Fact]
    public async Task What_an_older_day_gives_back_does_not_widen_the_new_one()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales, till) = (await world.Funded(1000, periodLimit: 100), await world.Sales(), await world.Account(AccountFlags.None, null, 100));
        var old = Transfer.Hold("charge", card, sales, LedgerWorld.Usd, 60, LedgerWorld.Start.AddHours(1)) with { Period = 20261127, Meter = till };
        Assert.IsType<Written>(await world.Write(old));
        TransferRequest Charge(long amount, int day) => new(Guid.NewGuid().ToString("N"), Transfer.Post("charge", card, sales, LedgerWorld.Usd, amount) with { Period = day, Meter = till });
        await using var connection = await world.Open();
        // The second charge makes the batch be decided one by one.
        var results = await LedgerStatement.Execute(connection, null, LedgerWorld.Store,
            [new("void", Transfer.Void("charge", old.Id)), Charge(100, 20261128), Charge(40, 20261128)], LedgerWorld.Start, default);
        Assert.Equal([null, null, LedgerRefusal.PeriodLimit], results.Select(r => (r as Refused)?.Reason));
        Assert.Equal(100, (await world.Find(card)).Spent);
        Assert.Equal(100, (await world.Find(till)).Spent);
        await world.Proven();
    }

    [Fact]
    public async Task A_new_day_begins_also_where_it_takes_as_much_as_the_old_one_gives_back()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales, till) = (await world.Funded(1000), await world.Sales(), await world.Account(AccountFlags.None, null, 100));
        var old = Transfer.Hold("charge", card, sales, LedgerWorld.Usd, 60, LedgerWorld.Start.AddHours(1)) with { Period = 20261127, Meter = till };
        Assert.IsType<Written>(await world.Write(old));
        await using var connection = await world.Open();
        var results = await LedgerStatement.Execute(connection, null, LedgerWorld.Store,
            [new("void", Transfer.Void("charge", old.Id)), new("charge", Transfer.Post("charge", card, sales, LedgerWorld.Usd, 60) with { Period = 20261128, Meter = till })], LedgerWorld.Start, default);
        Assert.All(results, r => Assert.IsType<Written>(r));
        Assert.Equal((20261128, 60), ((await world.Find(till)).Period, (await world.Find(till)).Spent));
        await world.Proven();
    }

    [Fact]
    public async Task On_a_replaced_account_nothing_is_held_anew()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (old, sales) = await world.Shop(100, periodLimit: 100);
        var successor = await world.Account(AccountFlags.Guarded | AccountFlags.Inactive);
        await using (var connection = await world.Open())
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(await world.Ledger.ReplaceAccount(transaction, LedgerWorld.Store, old, successor, default));
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }
        var hold = Transfer.Hold("charge", old, sales, LedgerWorld.Usd, 10, LedgerWorld.Start.AddHours(1)) with { Period = 20261127, Staff = true };
        Assert.Equal(LedgerRefusal.AccountClosed, LedgerWorld.Reason(await world.Write(hold)));
        Assert.IsType<Written>(await world.Write(Transfer.Post("charge", old, sales, LedgerWorld.Usd, 10) with { Staff = true }));
        await world.Proven();
    }

    [Fact]
    public async Task Two_transfers_of_one_parent_are_not_linked()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        var sale = Assert.IsType<Written>(await world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 60))).Transfers[0].Id;
        await Assert.ThrowsAsync<ArgumentException>(() => world.Write(Transfer.Refund("charge", sale, 10), Transfer.Refund("charge", sale, 20)).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.IsType<Written>(await world.Write(Transfer.Refund("charge", sale, 10)));
    }

    [Fact]
    public async Task Nobodys_charges_of_two_days_meet_in_one_batch()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000, periodLimit: 100);
        TransferRequest Charge(int? day) => new(Guid.NewGuid().ToString("N"), Transfer.Post("charge", card, sales, LedgerWorld.Usd, 60) with { Period = day });
        var rule = new LedgerBatch();
        Assert.Equal([true, true, false, true, true], new[] { Charge(null), Charge(20261127), Charge(20261128), Charge(20261127), Charge(null) }.Select(rule.Joins));
        await using var connection = await world.Open();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => LedgerStatement.Execute(connection, null, LedgerWorld.Store, [Charge(20261127), Charge(20261128)], LedgerWorld.Start, default));
        await Assert.ThrowsAsync<ArgumentException>(() => world.Write(Charge(20261127).Transfers[0], Charge(20261128).Transfers[0]));
        // The writer writes both, each on its own day: whichever comes second, one that is late counts on the newer day.
        var both = await Task.WhenAll(world.Ledger.Write(LedgerWorld.Store, Charge(20261127), default), world.Ledger.Write(LedgerWorld.Store, Charge(20261128), default));
        Assert.IsType<Written>(both[0]);
        Assert.IsType<Written>(both[1]);
        await world.Proven();
    }

    [Fact]
    public async Task A_meter_limits_and_stops_what_it_counts()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales, till) = (await world.Funded(1000), await world.Sales(), await world.Account(AccountFlags.None, 50, 80));
        Transfer Charge(long amount) => Transfer.Post("charge", card, sales, LedgerWorld.Usd, amount) with { Period = 20261127, Meter = till };
        Assert.Equal(LedgerRefusal.MeterChargeLimit, LedgerWorld.Reason(await world.Write(Charge(51))));
        Assert.IsType<Written>(await world.Write(Charge(50)));
        Assert.Equal(LedgerRefusal.MeterPeriodLimit, LedgerWorld.Reason(await world.Write(Charge(31))));
        Assert.Equal((0, 50), ((await world.Find(till)).Posted, (await world.Find(till)).Spent));
        await world.Ledger.ChangeAccount(LedgerWorld.Store, till, new AccountChange(Set: AccountFlags.Frozen), null, default);
        Assert.Equal(LedgerRefusal.MeterFrozen, LedgerWorld.Reason(await world.Write(Charge(1))));
        await world.Proven();
    }

    [Fact]
    public async Task Holds_release_by_void_by_time_and_by_the_housekeeper()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(100);
        Transfer Hold() => Transfer.Hold("charge", card, sales, LedgerWorld.Usd, 100, world.Time.GetUtcNow().AddMinutes(10));
        var first = Hold();
        await world.Write(first);
        Assert.Equal(LedgerRefusal.InsufficientFunds, LedgerWorld.Reason(await world.Write(Hold())));
        Assert.Equal(LedgerRefusal.HoldNotExpired, LedgerWorld.Reason(await world.Write(Transfer.Expire("charge", first.Id))));
        await world.Write(Transfer.Void("charge", first.Id));
        Assert.Equal(LedgerRefusal.HoldResolved, LedgerWorld.Reason(await world.Write(Transfer.Capture("charge", first.Id, null))));
        var second = Hold();
        await world.Write(second);
        Assert.Equal(LedgerRefusal.ExceedsHold, LedgerWorld.Reason(await world.Write(Transfer.Capture("charge", second.Id, 101))));
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(LedgerRefusal.HoldExpired, LedgerWorld.Reason(await world.Write(Transfer.Capture("charge", second.Id, null))));
        using var housekeeper = new LedgerHousekeeper(world.Database, world.Ledger, [], new LogReaderRunner(world.Database), world.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<LedgerHousekeeper>.Instance);
        Assert.Equal(1, await housekeeper.ExpireHolds(default));
        Assert.Equal(0, await housekeeper.ExpireHolds(default));
        Assert.Equal(100, (await world.Find(card)).Available);
        Assert.Equal(LedgerRefusal.HoldNotFound, LedgerWorld.Reason(await world.Write(Transfer.Void("charge", Guid.NewGuid()))));
        await world.Proven();
    }

    [Fact]
    public async Task Other_stores_accounts_and_other_assets_are_refused()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(100);
        var foreign = await world.Account(store: "another");
        var jmd = await world.Ledger.StoreAccount(LedgerWorld.Store, new Asset("JMD", 2), AccountCodes.Sales, default);
        Assert.Equal(LedgerRefusal.AccountNotFound, LedgerWorld.Reason(await world.Write(Transfer.Post("x", card, foreign, LedgerWorld.Usd, 1))));
        Assert.Equal(LedgerRefusal.AccountNotFound, LedgerWorld.Reason(await world.Write(Transfer.Post("x", foreign, sales, LedgerWorld.Usd, 1))));
        Assert.Equal(LedgerRefusal.AssetMismatch, LedgerWorld.Reason(await world.Write(Transfer.Post("x", card, jmd, LedgerWorld.Usd, 1))));
        Assert.Equal(LedgerRefusal.TransferNotFound, LedgerWorld.Reason(await world.Write(Transfer.Refund("x", Guid.NewGuid(), 1))));
    }

    [Fact]
    public async Task A_closed_account_is_empty_and_stays_closed()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(100);
        Assert.Null(await world.Ledger.ChangeAccount(LedgerWorld.Store, card, new AccountChange(Set: AccountFlags.Closed), null, default));
        await world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 100));
        Assert.NotNull(await world.Ledger.ChangeAccount(LedgerWorld.Store, card, new AccountChange(Set: AccountFlags.Closed), null, default));
        Assert.Null(await world.Ledger.ChangeAccount(LedgerWorld.Store, card, new AccountChange(Clear: AccountFlags.Closed), null, default));
        Assert.Equal(LedgerRefusal.AccountClosed, LedgerWorld.Reason(await world.Write(Transfer.Post("x", sales, card, LedgerWorld.Usd, 1))));
    }

    [Fact]
    public async Task Within_a_callers_transaction_nothing_stands_until_it_commits()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(100);
        foreach (var commit in new[] { false, true })
        {
            await using var connection = await world.Open();
            await using var transaction = await connection.BeginTransactionAsync();
            Assert.IsType<Written>(await world.Ledger.Write(transaction, LedgerWorld.Store, new TransferRequest("mine", Transfer.Post("charge", card, sales, LedgerWorld.Usd, 30)), default));
            Assert.Equal(100, (await world.Find(card)).Posted);
            await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
        }
        Assert.Equal(70, (await world.Find(card)).Posted);
        await world.Proven();
    }

    [Fact]
    public async Task The_log_cannot_be_changed_and_a_changed_balance_shows()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var card = await world.Funded(100);
        await using var connection = await world.Open();
        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("update flash.transfers set amount = 1"));
        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("delete from flash.transfers"));
        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("update flash.accounts set posted = -1 where id = @card", new { card }));
        await connection.ExecuteAsync("update flash.accounts set posted = 99 where id = @card", new { card });
        var proof = await world.Proof.Prove(LedgerWorld.Store, default);
        Assert.False(proof.Proven);
        Assert.Contains(proof.Problems, p => p.Account == card && p.Expected == 100 && p.Actual == 99);
    }
}
