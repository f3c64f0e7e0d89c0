using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <inheritdoc cref="ILedgerReader"/>
internal sealed class LedgerReader(FlashDatabase database) : ILedgerReader
{
    internal const string AccountColumns =
        "id, asset, scale, code, flags, posted, held, charge_limit ChargeLimit, period_limit PeriodLimit, period, spent, valid_until ValidUntil, opened_at OpenedAt, successor";

    internal const string Columns = """
        seq, id, kind, code, debit, credit, asset, amount, parent, debit_balance DebitBalance, credit_balance CreditBalance,
        meter, expires_at ExpiresAt, key, reference, details::text Details, created_at CreatedAt
        """;

    public async Task<IReadOnlyDictionary<Guid, Account>> Accounts(string storeId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await Query<Account>($"select {AccountColumns} from flash.accounts where store_id = @storeId and id = any(@ids)",
            new { storeId, ids = ids.ToArray() }, cancellationToken)).ToDictionary(a => a.Id);

    public Task<IReadOnlyList<Account>> StoreAccounts(string storeId, CancellationToken cancellationToken) =>
        Query<Account>($"select {AccountColumns} from flash.accounts where store_id = @storeId and code is not null order by asset, code",
            new { storeId }, cancellationToken);

    public async Task<(long Posted, long Held)> Liability(string storeId, string asset, CancellationToken cancellationToken) =>
        (await Query<(long, long)>("""
            select coalesce(sum(posted), 0)::bigint, coalesce(sum(held), 0)::bigint
              from flash.accounts where store_id = @storeId and asset = @asset and code is null and flags & 1 <> 0
            """, new { storeId, asset }, cancellationToken))[0];

    public async Task<IReadOnlyList<(AccountFlags Flags, bool Expired, long Count)>> CountCards(string storeId, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await Query<(int Flags, bool Expired, long Count)>("""
            select flags, coalesce(valid_until <= @now, false), count(*)
              from flash.accounts where store_id = @storeId and code is null and flags & 1 <> 0
             group by 1, 2
            """, new { storeId, now }, cancellationToken)).Select(c => ((AccountFlags)c.Flags, c.Expired, c.Count)).ToList();

    public Task<IReadOnlyList<TransferRecord>> History(string storeId, Guid account, long? before, int limit, CancellationToken cancellationToken) =>
        // Two index scans that each stop after a page, however long the history is. The limit is in the text: a plan for any limit may read everything.
        Query<TransferRecord>($"""
            select * from (
              (select {Columns} from flash.transfers where store_id = @storeId and debit = @account and seq < @before order by seq desc limit {limit})
              union all
              (select {Columns} from flash.transfers where store_id = @storeId and credit = @account and seq < @before order by seq desc limit {limit})
            ) t order by seq desc limit {limit}
            """, new { storeId, account, before = before ?? long.MaxValue }, cancellationToken);

    public Task<IReadOnlyList<TransferRecord>> Log(string storeId, IReadOnlyCollection<string>? codes, long? before, int limit, CancellationToken cancellationToken) =>
        Query<TransferRecord>($"""
            select {Columns} from flash.transfers
             where store_id = @storeId and seq < @before {(codes is null ? "" : "and code = any(@codes)")}
             order by seq desc limit {limit}
            """, new { storeId, codes = codes?.ToArray(), before = before ?? long.MaxValue }, cancellationToken);

    /// <summary>What the log has behind a sequence number, in its order, read on the connection of a transaction.</summary>
    public static async Task<IReadOnlyList<TransferRecord>> LogAfter(NpgsqlTransaction transaction, string storeId, long after, int limit, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<TransferRecord>(new CommandDefinition(
            $"select {Columns} from flash.transfers where store_id = @storeId and seq > @after order by seq limit {limit}",
            new { storeId, after }, transaction, cancellationToken: cancellationToken))).AsList();

    public async Task<TransferRecord?> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        (await Query<TransferRecord>($"select {Columns} from flash.transfers where store_id = @storeId and id = @id", new { storeId, id }, cancellationToken)).SingleOrDefault();

    public async Task<TransferRecord?> FindByKey(string storeId, string key, CancellationToken cancellationToken) =>
        (await Query<TransferRecord>($"select {Columns} from flash.transfers where store_id = @storeId and key = @key", new { storeId, key }, cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<TransferRecord>> FindByReference(string storeId, string reference, long? before, int limit, CancellationToken cancellationToken) =>
        Query<TransferRecord>($"""
            select {Columns} from flash.transfers where store_id = @storeId and reference = @reference and seq < @before order by seq desc limit {limit}
            """, new { storeId, reference, before = before ?? long.MaxValue }, cancellationToken);

    public async Task<IReadOnlyList<TransferRecord>> FindByReferences(string storeId, IReadOnlyCollection<string> references, IReadOnlyCollection<string> codes, CancellationToken cancellationToken) =>
        references.Count == 0 ? [] : await Query<TransferRecord>($"""
            select {Columns} from flash.transfers where store_id = @storeId and reference = any(@references) and code = any(@codes) order by seq
            """, new { storeId, references = references.ToArray(), codes = codes.ToArray() }, cancellationToken);

    public async Task<IReadOnlyList<TransferRecord>> Children(string storeId, IReadOnlyCollection<Guid> parents, CancellationToken cancellationToken) =>
        parents.Count == 0 ? [] : await Query<TransferRecord>($"select {Columns} from flash.transfers where store_id = @storeId and parent = any(@parents) order by seq",
            new { storeId, parents = parents.ToArray() }, cancellationToken);

    private async Task<IReadOnlyList<T>> Query<T>(string sql, object arguments, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken))).AsList();
    }
}
