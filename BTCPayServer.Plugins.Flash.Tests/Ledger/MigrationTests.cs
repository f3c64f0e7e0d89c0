using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using static BTCPayServer.Plugins.Flash.Tests.Support.FlashSchema;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private static readonly Asset Usd = new("USD", 2);

    [Fact]
    public async Task A_ledger_that_was_in_use_survives_every_later_script()
    {
        await using var test = await postgres.CreateDatabase();
        await using var database = new FlashDatabase(test.ConnectionString);
        await Migrate(database, 1);
        var ledger = new LedgerService(database, new LedgerWriter(database, TimeProvider.System), TimeProvider.System);
        var card = Guid.CreateVersion7();
        await ledger.OpenAccounts("store", [new NewAccount(card, Usd, AccountFlags.Guarded)], null, default);
        var clearing = await ledger.StoreAccount("store", Usd, AccountCodes.Clearing, default);
        await ledger.Write("store", new TransferRequest("one", Transfer.Post("load", clearing, card, Usd, 500)), default);

        await Migrate(database, null);
        Assert.IsType<Written>(await ledger.Write("store", new TransferRequest("two", Transfer.Post("load", clearing, card, Usd, 5)), default));
        Assert.Equal(505, (await new LedgerReader(database).Accounts("store", [card], default))[card].Posted);
        Assert.True((await new LedgerProof(database, TimeProvider.System).Prove("store", default)).Proven);
    }

    [Fact]
    public async Task Several_processes_that_start_at_once_migrate_once()
    {
        await using var test = await postgres.CreateDatabase();
        await using var database = new FlashDatabase(test.ConnectionString);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Migrate(database, null))));
        await using var connection = await test.Open();
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) - count(distinct scriptname) from flash.migrations"));
        Assert.True(await connection.ExecuteScalarAsync<int>("select count(*) from flash.migrations") > 1);
    }

    [Fact]
    public async Task A_script_that_fails_stops_the_start_and_leaves_nothing_half_done()
    {
        await using var test = await postgres.CreateDatabase();
        await using var database = new FlashDatabase(test.ConnectionString);
        await using var connection = await test.Open();
        // Something of that name stands in the way of the first script's last table.
        await connection.ExecuteAsync("create schema flash; create table flash.cursors (x int)");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrate(database, null));
        Assert.Contains("001.Ledger.sql", failure.Message, StringComparison.Ordinal);
        Assert.Null(await connection.ExecuteScalarAsync<string?>("select to_regclass('flash.transfers')::text"));
        await connection.ExecuteAsync("drop table flash.cursors");
        await Migrate(database, null);
    }

    [Fact]
    public async Task The_store_comes_first_in_every_primary_key_and_unique_index()
    {
        await using var test = await postgres.CreateDatabase();
        await using var database = new FlashDatabase(test.ConnectionString);
        await Migrate(database, null);
        await using var connection = await test.Open();
        // So that the schema can be spread by store over a distributed PostgreSQL as it stands. The migrations' own journal is not spread,
        // nor is what stores that share a Lightning node have in common.
        Assert.Empty(await connection.QueryAsync<string>("""
            select i.indexrelid::regclass::text
              from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
              join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where n.nspname = 'flash' and c.relname not in ('migrations', 'asked_nodes') and i.indisunique and a.attname <> 'store_id'
            """));
    }
}
