using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <inheritdoc cref="ILedgerSearch"/>
internal sealed class LedgerSearch(FlashDatabase database) : ILedgerSearch
{
    public async Task<IReadOnlyList<TransferRecord>> Begun(string storeId, string code, Guid? debit, string? reference, long? before, int limit,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<TransferRecord>(new CommandDefinition($"""
            select {LedgerReader.Columns} from flash.transfers
             where store_id = @storeId and code = @code and kind < 2 and seq < @before
                   {(debit is null ? "" : "and debit = @debit")} {(reference is null ? "" : "and reference = @reference")}
             order by seq desc limit {limit}
            """, new { storeId, code, debit, reference, before = before ?? long.MaxValue }, cancellationToken: cancellationToken))).AsList();
    }
}
