using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Taps;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <inheritdoc cref="ICardReplacement"/>
internal sealed class CardReplacement(FlashDatabase database, ICardService cards, CardSuccession succession, ICredentials credentials, ICardGuardMoves guards, TimeProvider time) : ICardReplacement
{
    public async Task<Result<Card>> ReportLost(string storeId, Guid cardId, string? by, CancellationToken cancellationToken)
    {
        // First what protects the money.
        var frozen = await cards.Freeze(storeId, cardId, cancellationToken);
        if (!frozen.Ok)
            return frozen;
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.card_losses (store_id, card_id, reported_at, reported_by) values (@storeId, @cardId, @now, @by) on conflict do nothing
            """, new { storeId, cardId, by, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return frozen;
    }

    public async Task<Result<IssuedCard>> Replace(string storeId, Guid cardId, CardKind kind, string? by, CancellationToken cancellationToken)
    {
        if (await Again(storeId, cardId, cancellationToken) is { } earlier)
            return earlier;
        var replaced = await succession.Replace(storeId, cardId, kind, by, async (transaction, successor) =>
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                insert into flash.card_replacements (store_id, card_id, new_card_id, replaced_at, replaced_by) values (@storeId, @cardId, @successor, @now, @by)
                """, new { storeId, cardId, successor, by, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
            await credentials.Kill(transaction, storeId, cardId, cancellationToken);
            await guards.Move(transaction, storeId, cardId, successor, cancellationToken);
        }, cancellationToken);
        // Closed meanwhile: by somebody who replaced it, perhaps.
        return !replaced.Ok && replaced.Refusal == CardRefusals.Closed ? await Again(storeId, cardId, cancellationToken) ?? replaced : replaced;
    }

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

    private async Task<Result<IssuedCard>?> Again(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        if (!(await Fates(storeId, [cardId], cancellationToken)).TryGetValue(cardId, out var fate) || fate.ReplacedBy is not { } successor)
            return null;
        var card = await cards.Find(storeId, successor, cancellationToken);
        var token = await cards.Token(storeId, successor, cancellationToken);
        return card.Ok && token.Ok ? new IssuedCard(card.Value, null, token.Value) : CardRefusals.NotFound;
    }

    private sealed class FateRow
    {
        public Guid Id { get; set; }
        public DateTimeOffset? Lost { get; set; }
        public Guid? Replaces { get; set; }
        public Guid? ReplacedBy { get; set; }
    }
}
