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

    public async Task<IReadOnlyList<string>> Remaining(string storeId, IReadOnlyCollection<Guid> accounts, string? before, int limit, CancellationToken cancellationToken)
    {
        if (accounts.Count == 0)
            return [];
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<string>(new CommandDefinition($"""
            select reference from (
              select reference, amount from flash.transfers where store_id = @storeId and credit = any(@accounts) and kind in (0, 2, 5)
              union all
              select reference, -amount from flash.transfers where store_id = @storeId and debit = any(@accounts) and kind in (0, 2, 5)) t
             where reference < @before or (@before is null and reference is not null)
             group by reference having sum(amount) > 0 order by reference desc limit {limit}
            """, new { storeId, accounts = accounts.ToArray(), before }, cancellationToken: cancellationToken))).AsList();
    }
}
