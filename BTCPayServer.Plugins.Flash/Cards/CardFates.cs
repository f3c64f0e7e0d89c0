using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <inheritdoc cref="ICardFates"/>
internal sealed class CardFates(FlashDatabase database, CardLife life, TimeProvider time) : ICardFates
{
    private const string OneKeyOnce = "card_replacements_key";

    public async Task<IReadOnlyDictionary<Guid, CardFate>> Fates(string storeId, IReadOnlyCollection<Guid> cards, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<FateRow>(new CommandDefinition("""
            select u.id, l.reported_at Lost, b.card_id Replaces, a.new_card_id ReplacedBy
              from unnest(@ids) as u (id)
              left join flash.card_losses l on l.store_id = @storeId and l.card_id = u.id
              left join flash.card_replacements b on b.store_id = @storeId and b.new_card_id = u.id
              left join flash.card_replacements a on a.store_id = @storeId and a.card_id = u.id
             where l.card_id is not null or b.card_id is not null or a.card_id is not null
            """, new { storeId, ids = cards.Distinct().ToArray() }, cancellationToken: cancellationToken)))
            .ToDictionary(row => row.Id, row => new CardFate(row.Lost, row.Replaces, row.ReplacedBy));
    }

    public async Task<IReadOnlyList<Guid>> Line(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition("""
            with recursive line (id, place) as (
              select @cardId::uuid, 0
              union all
              select r.card_id, line.place + 1 from line join flash.card_replacements r on r.store_id = @storeId and r.new_card_id = line.id where line.place < 100)
            select id from line order by place
            """, new { storeId, cardId }, cancellationToken: cancellationToken))).AsList();
    }

    public Task Lose(NpgsqlTransaction transaction, string storeId, Guid cardId, string? by, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.card_losses (store_id, card_id, reported_at, reported_by) values (@storeId, @cardId, @now, @by) on conflict do nothing
            """, new { storeId, cardId, by, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    public async Task<bool> IsLost(Card card, CancellationToken cancellationToken) =>
        card.State is CardState.Frozen or CardState.Closed && (await Fates(card.StoreId, [card.Id], cancellationToken)).GetValueOrDefault(card.Id)?.Lost is not null;

    public Task<bool> IsLost(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from flash.card_losses where store_id = @storeId and card_id = @cardId)",
            new { storeId, cardId }, transaction, cancellationToken: cancellationToken));

    public Task<Result<Card>> Found(string storeId, Guid cardId, CancellationToken cancellationToken) => life.Unfreeze(storeId, cardId, async transaction =>
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("delete from flash.card_losses where store_id = @storeId and card_id = @cardId",
            new { storeId, cardId }, transaction, cancellationToken: cancellationToken));
        await CardRepository.MarkFrozenByStaff(transaction, storeId, cardId, false, cancellationToken);
        return null;
    }, cancellationToken);

    public Task Replace(NpgsqlTransaction transaction, string storeId, Guid cardId, Guid newCardId, string? by, string? key, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.card_replacements (store_id, card_id, new_card_id, replaced_at, replaced_by, key) values (@storeId, @cardId, @newCardId, @now, @by, @key)
            """, new { storeId, cardId, newCardId, by, key, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    public bool IsKeyTaken(PostgresException failure) => failure is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: OneKeyOnce };

    public async Task<IReadOnlyList<PastReplacement>> Past(string storeId, Guid cardId, string? key, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return [.. await connection.QueryAsync<PastReplacement>(new CommandDefinition("""
            select card_id CardId, new_card_id NewCardId, key is not distinct from @key SameKey from flash.card_replacements where store_id = @storeId and card_id = @cardId
            union all
            select card_id, new_card_id, true from flash.card_replacements where store_id = @storeId and key = @key and card_id <> @cardId
            """, new { storeId, cardId, key }, cancellationToken: cancellationToken))];
    }

    private sealed class FateRow
    {
        public Guid Id { get; set; }
        public DateTimeOffset? Lost { get; set; }
        public Guid? Replaces { get; set; }
        public Guid? ReplacedBy { get; set; }
    }
}
