using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

public sealed class LogReaderTests(PostgresFixture postgres)
{
    /// <summary>Copies what it reads into a table, and fails when told to, after its effect.</summary>
    private sealed class Copier : ILogReader
    {
        public string Name => "copier";
        public bool Fails { get; set; }

        public async Task Read(string storeId, IReadOnlyList<TransferRecord> transfers, NpgsqlTransaction transaction, CancellationToken cancellationToken)
        {
            foreach (var transfer in transfers)
                await transaction.Connection!.ExecuteAsync("insert into copies (seq) values (@Seq)", new { transfer.Seq }, transaction);
            if (Fails)
                throw new InvalidOperationException("killed after the effect, before the commit");
        }
    }

    [Fact]
    public async Task Every_transfer_takes_effect_exactly_once_in_order_also_those_that_commit_late()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var (card, sales) = await world.Shop(10_000);
        await using var connection = await world.Open();
        await connection.ExecuteAsync("create table copies (n bigint generated always as identity, seq bigint unique)");
        var (reader, runner) = (new Copier(), new LogReaderRunner(world.Database));

        // A transaction that commits late: it holds its place in the log, and nothing overtakes it.
        await using var late = await world.Open();
        await using var transaction = await late.BeginTransactionAsync();
        await world.Ledger.Write(transaction, LedgerWorld.Store, new TransferRequest("late", Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1)), default);
        var others = Enumerable.Range(0, 40).Select(_ => world.Write(Transfer.Post("charge", card, sales, LedgerWorld.Usd, 1))).ToArray();
        Assert.Equal(1, await runner.Run(reader, LedgerWorld.Store, default));
        await transaction.CommitAsync();

        reader.Fails = true;
        await Task.WhenAll(others);
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.Run(reader, LedgerWorld.Store, default));
        reader.Fails = false;
        Assert.Equal([LedgerWorld.Store], await runner.Behind(reader.Name, default));
        // Several processes at once: one reads, the others leave it to that one.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => runner.Run(reader, LedgerWorld.Store, default)));
        await runner.Run(reader, LedgerWorld.Store, default);
        Assert.Equal(Enumerable.Range(1, 42).Select(i => (long)i), await connection.QueryAsync<long>("select seq from copies order by n"));
        Assert.Empty(await runner.Behind(reader.Name, default));
    }
}
