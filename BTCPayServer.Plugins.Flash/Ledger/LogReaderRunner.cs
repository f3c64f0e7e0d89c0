using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Moves log readers on: cursor and effect in one transaction, one reader of a store at a time over all processes.</summary>
internal sealed class LogReaderRunner(FlashDatabase database)
{
    private const int PageSize = 500;

    /// <summary>Reads until nothing is left or another process is at it. Answers how many transfers were read.</summary>
    public async Task<int> Run(ILogReader reader, string storeId, CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            var read = await Step(reader, storeId, cancellationToken);
            total += read;
            if (read < PageSize)
                return total;
        }
    }

    /// <summary>Stores in which this reader is behind.</summary>
    public async Task<IReadOnlyList<string>> Behind(string reader, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<string>(new CommandDefinition("""
            select l.store_id from flash.ledgers l left join flash.cursors c on c.store_id = l.store_id and c.reader = @reader
             where l.seq > coalesce(c.seq, 0)
            """, new { reader }, cancellationToken: cancellationToken))).AsList();
    }

    private async Task<int> Step(ILogReader reader, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        var arguments = new { storeId, reader = reader.Name };
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into flash.cursors (store_id, reader) values (@storeId, @reader) on conflict do nothing", arguments, cancellationToken: cancellationToken));
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var cursor = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select seq from flash.cursors where store_id = @storeId and reader = @reader for update skip locked", arguments, transaction, cancellationToken: cancellationToken));
        if (cursor is null)
            return 0;
        var transfers = await LedgerReader.LogAfter(transaction, storeId, cursor.Value, PageSize, cancellationToken);
        if (transfers.Count == 0)
            return 0;
        await reader.Read(storeId, transfers, transaction, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update flash.cursors set seq = @seq where store_id = @storeId and reader = @reader",
            new { storeId, reader = reader.Name, seq = transfers[^1].Seq }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return transfers.Count;
    }
}
