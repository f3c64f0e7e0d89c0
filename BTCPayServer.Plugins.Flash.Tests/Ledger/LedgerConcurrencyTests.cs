using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

public sealed class LedgerConcurrencyTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Two_processes_and_64_callers_spend_a_card_of_1000_exactly_1000_times()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        LedgerService[] processes = [world.Ledger, world.Another()];
        var attempts = -1;
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var mine = new List<WriteResult>();
            while (Interlocked.Increment(ref attempts) < 2000)
                mine.Add(await processes[caller % 2].Write(LedgerWorld.Store, new TransferRequest(Guid.NewGuid().ToString("N"), Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1)), default));
            return mine;
        })));
        var all = results.SelectMany(r => r).ToList();
        Assert.Equal(2000, all.Count);
        Assert.Equal(1000, all.Count(r => r is Written));
        Assert.All(all.OfType<Refused>(), r => Assert.Equal(LedgerRefusal.InsufficientFunds, r.Reason));
        Assert.Equal(0, (await world.Find(card)).Posted);
        await world.Proven();
    }

    [Fact]
    public async Task A_hold_resolves_once_however_many_try()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        for (var round = 0; round < 5; round++)
        {
            var hold = Transfer.Hold("charge", card, sales, LedgerWorld.Usd, 100, LedgerWorld.Start.AddHours(1));
            await world.Write(hold);
            var results = await world.AtOnce(32, i =>
                new TransferRequest(Guid.NewGuid().ToString("N"), i % 3 == 0 ? Transfer.Void("charge", hold.Id) : Transfer.Capture("charge", hold.Id, 10 + i)));
            Assert.Single(results.OfType<Written>());
            Assert.All(results.OfType<Refused>(), r => Assert.Equal(LedgerRefusal.HoldResolved, r.Reason));
        }
        Assert.Equal(0, (await world.Find(card)).Held);
        await world.Proven();
    }

    [Fact]
    public async Task A_key_acts_once_however_many_use_it_at_once()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        var results = await world.AtOnce(48, i => new TransferRequest("same", Transfer.Post("charge", card, sales, LedgerWorld.Usd, i % 4 == 3 ? 8 : 7)));
        // Whichever content came first is the one that acted; the others were told that the key is taken.
        var written = results.OfType<Written>().ToList();
        Assert.Single(written, w => !w.Replayed);
        Assert.Single(written.Select(w => w.Transfers[0].Id).Distinct());
        Assert.All(results.OfType<Refused>(), r => Assert.Equal(LedgerRefusal.KeyReused, r.Reason));
        Assert.Contains(1000 - (await world.Find(card)).Posted, new long[] { 7, 8 });
        await world.Proven();
    }

    [Fact]
    public async Task Refunds_together_never_exceed_what_was_charged()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        var charge = Transfer.Post("charge", card, sales, LedgerWorld.Usd, 100);
        await world.Write(charge);
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => world.Write(Transfer.Refund("refund", charge.Id, 7))));
        Assert.Equal(14, results.OfType<Written>().Count());
        Assert.All(results.OfType<Refused>(), r => Assert.Equal(LedgerRefusal.ExceedsTransfer, r.Reason));
        Assert.Equal(998, (await world.Find(card)).Posted);
    }

    [Fact]
    public async Task Nothing_is_charged_after_a_freeze_has_returned()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1_000_000);
        using var stop = new CancellationTokenSource();
        var spenders = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1));
        })).ToArray();
        for (var i = 0; i < 20; i++)
        {
            var frozen = await world.Ledger.ChangeAccount(LedgerWorld.Store, card, new AccountChange(Set: AccountFlags.Frozen), null, default);
            var later = await world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1));
            Assert.Equal(LedgerRefusal.AccountFrozen, LedgerWorld.Reason(later));
            Assert.Equal(frozen!.Posted, (await world.Find(card)).Posted);
            await world.Ledger.ChangeAccount(LedgerWorld.Store, card, new AccountChange(Clear: AccountFlags.Frozen), null, default);
        }
        await stop.CancelAsync();
        await Task.WhenAll(spenders);
        await world.Proven();
    }

    [Fact]
    public async Task Who_comes_while_a_batch_is_on_its_way_shares_the_next_commit()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        Task<WriteResult>[] calls;
        await using (var connection = await world.Open())
        {
            await using var blocker = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("select flash.lock_ledger(@Store)", new { LedgerWorld.Store }, blocker);
            calls = [.. Enumerable.Range(0, 200).Select(_ => world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1)))];
            await blocker.RollbackAsync();
        }
        Assert.All(await Task.WhenAll(calls), r => Assert.IsType<Written>(r));
        // Rows of one transaction share its id.
        Assert.InRange(await world.Sql<int>("select count(distinct xmin::text) from flash.transfers where code = 'charge'"), 1, 4);
    }

    [Fact]
    public async Task One_bad_transfer_in_a_batch_fails_alone()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(1000);
        Task<WriteResult>[] calls;
        await using (var connection = await world.Open())
        {
            await using var blocker = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("select flash.lock_ledger(@Store)", new { LedgerWorld.Store }, blocker);
            calls = [.. Enumerable.Range(0, 50).Select(i => world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1) with { Details = i == 20 ? "{not json" : "{}" }))];
            await blocker.RollbackAsync();
        }
        await Task.WhenAll(calls.Where((_, i) => i != 20));
        await Assert.ThrowsAsync<PostgresException>(() => calls[20]);
        Assert.Equal(951, (await world.Find(card)).Posted);
        await world.Proven();
    }

    [Fact]
    public async Task Lost_connections_lose_nothing_and_write_nothing_twice()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(100_000);
        // Real time: the writer's own retries must run.
        LedgerService[] processes = [.. Enumerable.Range(0, 2).Select(_ => new LedgerService(world.Database, new LedgerWriter(world.Database, TimeProvider.System), TimeProvider.System))];
        using var stop = new CancellationTokenSource();
        var killer = Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(world.Database.ConnectionString);
            await connection.OpenAsync();
            for (var kills = 0; kills < 25 && !stop.IsCancellationRequested;)
                kills += await connection.ExecuteScalarAsync<int>("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query like '%flash.write%'");
        });
        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                for (var written = false; !written;)
                    try
                    {
                        var key = $"{caller}:{i}";
                        written = await processes[caller % 2].Write(LedgerWorld.Store, new TransferRequest(key, Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1)), default) is Written;
                    }
                    catch (NpgsqlException)
                    {
                        // The outcome is unknown: ask again with the same key, as a client would.
                    }
        })));
        await stop.CancelAsync();
        await killer;
        Assert.Equal(100_000 - 640, (await world.Find(card)).Posted);
        await world.Proven();
    }

    [Fact]
    public async Task The_proof_holds_at_every_instant_while_writers_write()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(500);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var hold = Transfer.Hold("charge", card, sales, LedgerWorld.Usd, 90, LedgerWorld.Start.AddHours(1));
                if (await world.Write(hold) is Written)
                    await world.Write(w % 2 == 0 ? Transfer.Void("charge", hold.Id) : Transfer.Capture("charge", hold.Id, 1));
            }
        })).ToArray();
        for (var i = 0; i < 30; i++)
            Assert.Empty((await world.Proof.Prove(LedgerWorld.Store, default)).Problems);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }
}
