using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Taps;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <inheritdoc cref="ICardReplacement"/>
internal sealed class CardReplacement(FlashDatabase database, ICardService cards, CardLife life, CardSuccession succession, CardIssuer issuer, ICredentials credentials, ICardGuardMoves guards,
    TimeProvider time) : ICardReplacement
{
    private const string OneKeyOnce = "card_replacements_key";

    public async Task<Result<Card>> ReportLost(string storeId, Guid cardId, string? by, CancellationToken cancellationToken)
    {
        // First what protects the money.
        var frozen = await cards.Freeze(storeId, cardId, cancellationToken);
        if (!frozen.Ok)
            return frozen;
        // Frozen once more together with what keeps it so: its holder may have unfrozen it in between.
        return await life.Freeze(storeId, cardId, async transaction =>
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                insert into flash.card_losses (store_id, card_id, reported_at, reported_by) values (@storeId, @cardId, @now, @by) on conflict do nothing
                """, new { storeId, cardId, by, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
            return null;
        }, cancellationToken);
    }

    public Task<Result<Card>> Found(string storeId, Guid cardId, CancellationToken cancellationToken) => life.Unfreeze(storeId, cardId, async transaction =>
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("delete from flash.card_losses where store_id = @storeId and card_id = @cardId",
            new { storeId, cardId }, transaction, cancellationToken: cancellationToken));
        await CardRepository.MarkFrozenByStaff(transaction, storeId, cardId, false, cancellationToken);
        return null;
    }, cancellationToken);

    public Task<Result<Card>> Unfreeze(string storeId, Guid cardId, CancellationToken cancellationToken) => life.Unfreeze(storeId, cardId, async transaction =>
        await transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from flash.card_losses where store_id = @storeId and card_id = @cardId)",
            new { storeId, cardId }, transaction, cancellationToken: cancellationToken)) ? HolderRefusals.Lost
            : await CardRepository.FrozenByStaff(transaction, storeId, cardId, cancellationToken) ? HolderRefusals.FrozenByStaff : null, cancellationToken);

    public Task<Result<IssuedCard>> Replace(string storeId, Guid cardId, CardKind kind, string? by, string? key, CancellationToken cancellationToken) =>
        Replace(storeId, cardId, kind, by, key, false, cancellationToken);

    public Task<Result<IssuedCard>> ReplaceForHolder(string storeId, Guid cardId, CardKind kind, string? by, string? key, CancellationToken cancellationToken) =>
        Replace(storeId, cardId, kind, by, key, true, cancellationToken);

    private async Task<Result<IssuedCard>> Replace(string storeId, Guid cardId, CardKind kind, string? by, string? key, bool forHolder, CancellationToken cancellationToken)
    {
        if (await Again(storeId, cardId, kind, key, cancellationToken) is { } earlier)
            return earlier;
        try
        {
            var replaced = await succession.Replace(storeId, cardId, kind, by, async (transaction, successor) =>
            {
                if (forHolder && await CardRepository.FrozenByStaff(transaction, storeId, cardId, cancellationToken))
                    return HolderRefusals.FrozenByStaff;
                await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                    insert into flash.card_replacements (store_id, card_id, new_card_id, replaced_at, replaced_by, key) values (@storeId, @cardId, @successor, @now, @by, @key)
                    """, new { storeId, cardId, successor, by, key, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
                await credentials.Kill(transaction, storeId, cardId, cancellationToken);
                await guards.Move(transaction, storeId, cardId, successor, cancellationToken);
                return null;
            }, cancellationToken);
            // Closed meanwhile: by somebody who replaced it, perhaps.
            return !replaced.Ok && replaced.Refusal == CardRefusals.Closed ? await Again(storeId, cardId, kind, key, cancellationToken) ?? replaced : replaced;
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: OneKeyOnce })
        {
            // With another card's replacement, a moment before.
            return CardRefusals.KeyReused;
        }
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

    /// <summary>What was answered before; null when neither card nor key were seen. The code that activates the new card is shown to whoever asked for it only.</summary>
    private async Task<Result<IssuedCard>?> Again(string storeId, Guid cardId, CardKind kind, string? key, CancellationToken cancellationToken)
    {
        List<SeenRow> seen;
        await using (var connection = await database.Open(cancellationToken))
            seen = (await connection.QueryAsync<SeenRow>(new CommandDefinition("""
                select card_id CardId, new_card_id NewCardId, key is not distinct from @key Same from flash.card_replacements where store_id = @storeId and card_id = @cardId
                union all
                select card_id, new_card_id, true from flash.card_replacements where store_id = @storeId and key = @key and card_id <> @cardId
                """, new { storeId, cardId, key }, cancellationToken: cancellationToken))).AsList();
        if (seen.Any(row => row.CardId != cardId))
            return CardRefusals.KeyReused;
        if (seen is not [var replaced])
            return null;
        if (await issuer.Shown(storeId, replaced.NewCardId, cancellationToken) is not { } issued)
            return CardRefusals.NotFound;
        var asked = key is not null && replaced.Same;
        return asked && issued.Card.Kind != kind ? CardRefusals.KeyReused : issued with { ActivationCode = asked ? issued.ActivationCode : null };
    }

    private sealed class SeenRow
    {
        public Guid CardId { get; set; }
        public Guid NewCardId { get; set; }
        public bool Same { get; set; }
    }

    private sealed class FateRow
    {
        public Guid Id { get; set; }
        public DateTimeOffset? Lost { get; set; }
        public Guid? Replaces { get; set; }
        public Guid? ReplacedBy { get; set; }
    }
}
