using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Finds cards for charges, which come in crowds: what is asked at the same time shares a query.</summary>
internal sealed class CardFinder : ICardFinder
{
    private readonly FlashDatabase _database;
    private readonly CardSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly Gathered<(string Store, Guid Key), Card> _byId;
    private readonly Gathered<(string Store, string Key), Card> _byNumber;
    private readonly Gathered<(string Store, string Key), Card> _byToken;

    public CardFinder(FlashDatabase database, CardSecrets secrets, TimeProvider time)
    {
        (_database, _secrets, _time) = (database, secrets, time);
        _byId = new(keys => Query("c.id = k.key", keys, row => row.Id));
        _byNumber = new(keys => Query("c.number = k.key", keys, row => row.Number));
        _byToken = new(keys => Query("c.token_hash = decode(k.key, 'hex')", keys, row => Convert.ToHexString(row.TokenHash)));
    }

    public Task<Card?> ById(string storeId, Guid id, CancellationToken cancellationToken) => _byId.Find((storeId, id), cancellationToken);

    public async Task<Card?> ById(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QuerySingleOrDefaultAsync<CardRow>(new CommandDefinition($"{CardRow.Select} where c.store_id = @storeId and c.id = @id",
            new { storeId, id }, transaction, cancellationToken: cancellationToken)))?.ToCard(_time.GetUtcNow());

    public async Task<Card?> ByNumber(string storeId, string number, CancellationToken cancellationToken) =>
        CardNumber.Normalise(number) is { } digits ? await _byNumber.Find((storeId, digits), cancellationToken) : null;

    public async Task<Card?> ByToken(string storeId, string token, CancellationToken cancellationToken) =>
        (await _secrets.Of(storeId, cancellationToken)).TokenHash(token) is { } hash ? await _byToken.Find((storeId, Convert.ToHexString(hash)), cancellationToken) : null;

    private async Task<IReadOnlyDictionary<(string Store, TKey Key), Card>> Query<TKey>(string match, IReadOnlyCollection<(string Store, TKey Key)> keys, Func<CardRow, TKey> keyOf)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        var rows = await connection.QueryAsync<CardRow>($"{CardRow.Select} join unnest(@stores, @values) as k (store_id, key) on c.store_id = k.store_id and {match}",
            new { stores = keys.Select(k => k.Store).ToArray(), values = keys.Select(k => k.Key).ToArray() });
        var now = _time.GetUtcNow();
        return rows.ToDictionary(row => (row.StoreId, keyOf(row)), row => row.ToCard(now));
    }
}
