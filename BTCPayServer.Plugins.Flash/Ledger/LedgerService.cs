using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <inheritdoc cref="ILedger"/>
internal sealed class LedgerService(FlashDatabase database, LedgerWriter writer, TimeProvider time) : ILedger
{
    // Ids of store accounts never change, so they may be remembered; balances never are.
    private readonly ConcurrentDictionary<(string Store, string Asset, string Code), Guid> _storeAccounts = new();

    public Task<WriteResult> Write(string storeId, TransferRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        return writer.Write(storeId, request, cancellationToken);
    }

    public async Task<WriteResult> Write(NpgsqlTransaction transaction, string storeId, TransferRequest request, CancellationToken cancellationToken) =>
        (await Write(transaction, storeId, [request], cancellationToken))[0];

    public async Task<IReadOnlyList<WriteResult>> Write(NpgsqlTransaction transaction, string storeId, IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken)
    {
        foreach (var request in requests)
            Check(request);
        var results = await LedgerStatement.Execute(Connection(transaction), transaction, storeId, requests, time.GetUtcNow(), cancellationToken);
        return [.. results.Select(result => result ?? throw new InvalidOperationException("Requests that go together name the same key or parent."))];
    }

    public async Task OpenAccounts(string storeId, IReadOnlyCollection<NewAccount> accounts, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into flash.accounts (store_id, id, asset, scale, code, flags, charge_limit, period_limit, valid_until, opened_at)
            select @storeId, a.id, a.asset, a.scale, a.code, a.flags, a.charge_limit, a.period_limit, a.valid_until, @now
              from unnest(@ids, @assets, @scales, @codes, @flags, @chargeLimits, @periodLimits, @validUntil)
                as a (id, asset, scale, code, flags, charge_limit, period_limit, valid_until)
            on conflict do nothing
            """;
        var arguments = new
        {
            storeId,
            now = time.GetUtcNow(),
            ids = accounts.Select(a => a.Id).ToArray(),
            assets = accounts.Select(a => a.Asset.Code).ToArray(),
            scales = accounts.Select(a => (short)a.Asset.Scale).ToArray(),
            codes = accounts.Select(a => a.Code).ToArray(),
            flags = accounts.Select(a => (int)a.Flags).ToArray(),
            chargeLimits = accounts.Select(a => a.ChargeLimit).ToArray(),
            periodLimits = accounts.Select(a => a.PeriodLimit).ToArray(),
            validUntil = accounts.Select(a => a.ValidUntil?.ToUniversalTime()).ToArray()
        };
        await Within(transaction, c => c.ExecuteAsync(new CommandDefinition(sql, arguments, transaction, cancellationToken: cancellationToken)), cancellationToken);
    }

    public async Task<Guid> StoreAccount(string storeId, Asset asset, string code, CancellationToken cancellationToken)
    {
        if (_storeAccounts.TryGetValue((storeId, asset.Code, code), out var known))
            return known;
        await using var connection = await database.Open(cancellationToken);
        var id = await connection.QuerySingleAsync<Guid>(new CommandDefinition(
            "select id from flash.open_account(@storeId, @id, @asset, @scale, @code, 0, null, null, null, @now)",
            new { storeId, id = Guid.CreateVersion7(), asset = asset.Code, scale = (short)asset.Scale, code, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return _storeAccounts[(storeId, asset.Code, code)] = id;
    }

    public Task<Account?> ChangeAccount(string storeId, Guid id, AccountChange change, NpgsqlTransaction? transaction, CancellationToken cancellationToken) =>
        Within(transaction, c => c.QuerySingleOrDefaultAsync<Account?>(new CommandDefinition(
            $"select {LedgerReader.AccountColumns} from flash.change_account(@storeId, @id, @set, @clear, @limits, @charge, @period, @validity, @until)",
            new
            {
                storeId,
                id,
                set = (int)change.Set,
                clear = (int)change.Clear,
                limits = change.Limits is not null,
                charge = change.Limits?.Charge,
                period = change.Limits?.Period,
                validity = change.Validity is not null,
                until = change.Validity?.Until?.ToUniversalTime()
            }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    public Task<Account?> ReplaceAccount(NpgsqlTransaction transaction, string storeId, Guid id, Guid successor, CancellationToken cancellationToken) =>
        Connection(transaction).QuerySingleOrDefaultAsync<Account?>(new CommandDefinition(
            $"select {LedgerReader.AccountColumns} from flash.replace_account(@storeId, @id, @successor)", new { storeId, id, successor }, transaction, cancellationToken: cancellationToken));

    public async Task ChangeSharedLimits(NpgsqlTransaction transaction, string storeId, AccountLimits limits, CancellationToken cancellationToken)
    {
        var connection = Connection(transaction);
        await connection.ExecuteAsync(new CommandDefinition("select flash.lock_ledger(@storeId)", new { storeId }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("""
            update flash.accounts set charge_limit = @Charge, period_limit = @Period
             where store_id = @storeId and flags & @mask = @shared
               and (charge_limit is distinct from @Charge or period_limit is distinct from @Period)
            """, new
        {
            storeId,
            limits.Charge,
            limits.Period,
            mask = (int)(AccountFlags.SharedLimits | AccountFlags.Closed | AccountFlags.Replaced),
            shared = (int)AccountFlags.SharedLimits
        }, transaction, cancellationToken: cancellationToken));
    }

    private async Task<T> Within<T>(NpgsqlTransaction? transaction, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        if (transaction is not null)
            return await action(Connection(transaction));
        await using var connection = await database.Open(cancellationToken);
        return await action(connection);
    }

    private static NpgsqlConnection Connection(NpgsqlTransaction transaction) =>
        transaction.Connection ?? throw new ArgumentException("The transaction is over.", nameof(transaction));

    private static void Check(TransferRequest request)
    {
        if (request.Key.Length is < 1 or > 200)
            throw new ArgumentException("A key is 1 to 200 characters.", nameof(request));
        if (request.Transfers.Count is < 1 or > 16)
            throw new ArgumentException("A request is 1 to 16 transfers.", nameof(request));
        int? day = null;
        foreach (var transfer in request.Transfers)
        {
            day ??= transfer.Period;
            if (transfer.Period is { } period && period != day)
                throw new ArgumentException("The transfers of a request count on one day.", nameof(request));
            if (transfer.Amount is < 1 or > Asset.MaxAmount || (transfer.Amount is null && transfer.Kind < TransferKind.Capture))
                throw new ArgumentException("An amount is 1 to 2^62 minor units.", nameof(request));
            if (transfer.Kind == TransferKind.Hold && transfer.ExpiresAt is null)
                throw new ArgumentException("A hold expires.", nameof(request));
            if (transfer.Kind < TransferKind.Capture && (transfer.Debit == transfer.Credit || transfer.Asset.Length == 0))
                throw new ArgumentException("A transfer goes from one account to another, in an asset.", nameof(request));
            if (transfer.Kind >= TransferKind.Capture && transfer.Parent is null)
                throw new ArgumentException("A capture, void, expiry or refund names its parent.", nameof(request));
            // The database would say to ask again, for ever.
            if (transfer.Parent is { } parent && request.Transfers.Count(t => t.Parent == parent) > 1)
                throw new ArgumentException("No two transfers of a request have the same parent.", nameof(request));
        }
    }
}
