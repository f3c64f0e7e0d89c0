using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Server;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>Loads as rows.</summary>
internal sealed class LoadRepository(FlashDatabase database)
{
    public Task<LoadRow?> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        One("store_id = @storeId and id = @id", new { storeId, id }, cancellationToken);

    public Task<LoadRow?> FindByKey(string storeId, string key, CancellationToken cancellationToken) =>
        One("store_id = @storeId and key = @key", new { storeId, key }, cancellationToken);

    public async Task<IReadOnlyList<LoadRow>> OfCard(string storeId, Guid cardId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<LoadRow>(new CommandDefinition($"""
            {LoadRow.Select} where store_id = @storeId and card_id = @cardId and (@before::uuid is null or id < @before) order by id desc limit {limit}
            """, new { storeId, cardId, before }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Loads by id, newest first; unknown ids are left out.</summary>
    public async Task<IReadOnlyList<LoadRow>> These(string storeId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<LoadRow>(new CommandDefinition($"{LoadRow.Select} where store_id = @storeId and id = any(@ids) order by id desc",
            new { storeId, ids = ids.ToArray() }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Writes a new load; false when its key was used before.</summary>
    public async Task<bool> Insert(LoadRow load, CancellationToken cancellationToken) => await Execute("""
        insert into flash.loads (store_id, id, card_id, first_card, asset, scale, amount, activate, description, redirect_url, load_fee, load_fee_basis_points, issue_fee,
            key, content, creating_until, next_check, created_at)
          values (@StoreId, @Id, @CardId, @FirstCard, @Asset, @Scale, @Amount, @Activate, @Description, @RedirectUrl, @LoadFee, @LoadFeeBasisPoints, @IssueFee,
            @Key, @Content, @CreatingUntil, @CreatingUntil, @CreatedAt)
          on conflict do nothing
        """, load, cancellationToken) == 1;

    /// <summary>Takes over the making of the invoice from somebody who seems dead; false when there is one or somebody is at it.</summary>
    public async Task<bool> TakeOver(string storeId, Guid id, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => await Execute("""
        update flash.loads set creating_until = @until, next_check = @until
         where store_id = @storeId and id = @id and invoice_id is null and creating_until <= @now
        """, new { storeId, id, now, until }, cancellationToken) == 1;

    /// <summary>Ties an invoice to its load. The first one is the load's own.</summary>
    public async Task Attach(string storeId, Guid id, StoreInvoice invoice, DateTimeOffset nextCheck, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var arguments = new { storeId, id, invoiceId = invoice.Id, invoice.CheckoutLink, ExpiresAt = invoice.ExpiresAt.ToUniversalTime(), nextCheck };
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.load_invoices (store_id, invoice_id, load_id) values (@storeId, @invoiceId, @id) on conflict do nothing
            """, arguments, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition("""
            update flash.loads set invoice_id = @invoiceId, checkout_link = @CheckoutLink, expires_at = @ExpiresAt, failure = null, next_check = @nextCheck
             where store_id = @storeId and id = @id and invoice_id is null
            """, arguments, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>No invoice could be made. A later request with the same key tries again at once.</summary>
    public Task Fail(string storeId, Guid id, string failure, DateTimeOffset now, CancellationToken cancellationToken) => Execute("""
        update flash.loads set failure = @failure, creating_until = @now, next_check = null where store_id = @storeId and id = @id and invoice_id is null
        """, new { storeId, id, failure, now }, cancellationToken);

    /// <summary>The ids of a load's invoices.</summary>
    public async Task<IReadOnlyList<string>> Invoices(string storeId, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<string>(new CommandDefinition("select invoice_id from flash.load_invoices where store_id = @storeId and load_id = @id",
            new { storeId, id }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The load that an invoice pays for; null when it is none of ours, or not known to be.</summary>
    public async Task<Guid?> OfInvoice(string storeId, string invoiceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition("select load_id from flash.load_invoices where store_id = @storeId and invoice_id = @invoiceId",
            new { storeId, invoiceId }, cancellationToken: cancellationToken));
    }

    /// <summary>Whether another load took the issue fee, of the card or of one in whose place it came.</summary>
    public async Task<bool> IssueFeeTaken(LoadRow load, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            select exists (select from flash.loads where store_id = @StoreId and first_card = @FirstCard and takes_issue_fee and id <> @Id)
            """, load, cancellationToken: cancellationToken));
    }

    /// <summary>Writes what a plan says of the load, within its transaction; false when the load moved on since <paramref name="load"/> was read.</summary>
    public static async Task<bool> Advance(NpgsqlTransaction transaction, LoadRow load, LoadPlan plan, StoreInvoiceStatus? status, DateTimeOffset? nextCheck, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            update flash.loads set version = version + @step, takes_issue_fee = @TakesIssueFee, uncollected = @Uncollected, invoice_status = @status, next_check = @nextCheck
             where store_id = @StoreId and id = @Id and version = @Version
            """, new
        {
            load.StoreId,
            load.Id,
            load.Version,
            step = plan.Transfers.Count > 0 ? 1 : 0,
            plan.TakesIssueFee,
            plan.Uncollected,
            status = (short?)status,
            nextCheck
        }, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>Moves the load to its next version, with what is written to the ledger for it in this transaction; false when it moved on since <paramref name="load"/> was read.</summary>
    public static async Task<bool> Advance(NpgsqlTransaction transaction, LoadRow load, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("update flash.loads set version = version + 1 where store_id = @StoreId and id = @Id and version = @Version",
            load, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>When an unfinished load is looked at again.</summary>
    public Task CheckAgain(string storeId, Guid id, DateTimeOffset? at, CancellationToken cancellationToken) =>
        Execute("update flash.loads set next_check = @at where store_id = @storeId and id = @id", new { storeId, id, at }, cancellationToken);

    /// <summary>Loads of all stores that are due, put off for a minute so that no second process takes them too.</summary>
    public async Task<IReadOnlyList<(string StoreId, Guid Id)>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<(string, Guid)>(new CommandDefinition("""
            update flash.loads l set next_check = @later
              from (select store_id, id from flash.loads where next_check <= @now order by next_check limit @limit for update skip locked) d
             where l.store_id = d.store_id and l.id = d.id
            returning l.store_id, l.id
            """, new { now, later = now.AddMinutes(1), limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Loads of all stores that may still change, in the order of their keys, after one.</summary>
    public async Task<IReadOnlyList<(string StoreId, Guid Id)>> Unfinished((string StoreId, Guid Id) after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<(string, Guid)>(new CommandDefinition("""
            select store_id, id from flash.loads where (store_id, id) > (@StoreId, @Id) and next_check is not null order by store_id, id limit @limit
            """, new { after.StoreId, after.Id, limit }, cancellationToken: cancellationToken))).AsList();
    }

    private async Task<LoadRow?> One(string where, object arguments, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<LoadRow>(new CommandDefinition($"{LoadRow.Select} where {where}", arguments, cancellationToken: cancellationToken));
    }

    private async Task<int> Execute(string sql, object arguments, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, arguments, cancellationToken: cancellationToken));
    }
}
