using System.Globalization;
using System.Text;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Cards as rows: reading and searching.</summary>
internal sealed class CardRepository(FlashDatabase database, TimeProvider time)
{
    public Task<Card?> ById(string storeId, Guid id, CancellationToken cancellationToken) =>
        One("c.store_id = @storeId and c.id = @id", new { storeId, id }, cancellationToken);

    public Task<Card?> ByNumber(string storeId, string number, CancellationToken cancellationToken) =>
        One("c.store_id = @storeId and c.number = @number", new { storeId, number }, cancellationToken);

    /// <summary>Cards by id within a transaction, in the order of their ids.</summary>
    public async Task<IReadOnlyList<Card>> ByIds(NpgsqlTransaction transaction, string storeId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        [.. (await transaction.Connection!.QueryAsync<CardRow>(new CommandDefinition($"{CardRow.Select} where c.store_id = @storeId and c.id = any(@ids) order by c.id",
            new { storeId, ids = ids.ToArray() }, transaction, cancellationToken: cancellationToken))).Select(row => row.ToCard(time.GetUtcNow()))];

    /// <summary>The cards of a batch, in the order of their ids.</summary>
    public async Task<IReadOnlyList<Card>> OfBatch(NpgsqlTransaction transaction, string storeId, Guid batch, CancellationToken cancellationToken) =>
        [.. (await transaction.Connection!.QueryAsync<CardRow>(new CommandDefinition($"{CardRow.Select} where c.store_id = @storeId and c.batch_id = @batch order by c.id",
            new { storeId, batch }, transaction, cancellationToken: cancellationToken))).Select(row => row.ToCard(time.GetUtcNow()))];

    /// <summary>
    /// One page and one more, if there is one. Every way of searching runs along an index that ends with the id, so that a late page costs what the first does.
    /// </summary>
    public async Task<IReadOnlyList<Card>> Search(string storeId, CardSearch search, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        var now = time.GetUtcNow();
        if (search.State is CardState.Active or CardState.Expired)
            // Nobody is told when a validity runs out; whoever searches by it brings the copy up to date first.
            await connection.ExecuteAsync(new CommandDefinition("update flash.cards set state = 3 where store_id = @storeId and state = 1 and valid_until <= @now",
                new { storeId, now }, cancellationToken: cancellationToken));
        var sql = new StringBuilder("select c.* from flash.cards c where c.store_id = @storeId");
        if (search.Number is not null)
            sql.Append(" and c.number = @number");
        if (search.Last4 is not null)
            sql.Append(" and c.last4 = @last4");
        if (search.Holder is not null)
            sql.Append(" and c.holder = @holder");
        if (search.State is not null)
            sql.Append(" and c.state = @state");
        if (search.Label is not null)
            sql.Append(""" and lower(c.label) collate "C" >= lower(@label) collate "C" and lower(c.label) collate "C" < (lower(@label) || @last) collate "C" """);
        var byLabel = search is { Label: not null, Number: null, Last4: null, Holder: null };
        if (after is not null)
            sql.Append(byLabel
                ? """ and (lower(c.label) collate "C", c.id) > (select lower(x.label) collate "C", x.id from flash.cards x where x.store_id = @storeId and x.id = @after)"""
                : " and c.id < @after");
        // First the page, then its accounts, and the limit in the text: other plans may read the whole list.
        var order = byLabel ? """ order by lower(c.label) collate "C", c.id""" : " order by c.id desc";
        sql.Append(order).Append(CultureInfo.InvariantCulture, $" limit {limit}");
        var arguments = new
        {
            storeId,
            number = search.Number,
            last4 = search.Last4,
            holder = search.Holder,
            state = (short?)search.State,
            label = search.Label,
            // Sorts behind every text that continues the label.
            last = "\U0010FFFF",
            after
        };
        return [.. (await connection.QueryAsync<CardRow>(new CommandDefinition(CardRow.SelectOf(sql.ToString()) + order, arguments, cancellationToken: cancellationToken))).Select(row => row.ToCard(now))];
    }

    /// <summary>Whether staff froze a card; read behind the store's lock it is so until the transaction ends.</summary>
    public static Task<bool> FrozenByStaff(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition("select frozen_by_staff from flash.cards where store_id = @storeId and id = @id",
            new { storeId, id }, transaction, cancellationToken: cancellationToken));

    /// <summary>Remembers whether staff froze a card.</summary>
    public static Task MarkFrozenByStaff(NpgsqlTransaction transaction, string storeId, Guid id, bool frozen, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("update flash.cards set frozen_by_staff = @frozen where store_id = @storeId and id = @id",
            new { storeId, id, frozen }, transaction, cancellationToken: cancellationToken));

    private async Task<Card?> One(string where, object arguments, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<CardRow>(new CommandDefinition($"{CardRow.Select} where {where}", arguments, cancellationToken: cancellationToken)))
            ?.ToCard(time.GetUtcNow());
    }
}
