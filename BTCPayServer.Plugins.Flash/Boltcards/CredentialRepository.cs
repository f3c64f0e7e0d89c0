using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The table of credentials, as taps use it.</summary>
internal sealed class CredentialRepository(FlashDatabase database, TimeProvider time)
{
    /// <summary>The chip of that identifier, or null.</summary>
    public async Task<CredentialRow?> Chip(string storeId, byte[] identifier, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<CredentialRow>(new CommandDefinition($"""
            select {CredentialRow.Columns} from flash.credentials c where c.store_id = @storeId and c.kind = 'boltcard' and c.identifier = @identifier
            """, new { storeId, identifier }, cancellationToken: cancellationToken));
    }

    /// <summary>The chip that lives on a card, or else the last that did.</summary>
    public async Task<CredentialRow?> OfCard(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<CredentialRow>(new CommandDefinition($"""
            select {CredentialRow.Columns} from flash.credentials c where c.store_id = @storeId and c.card_id = @cardId and c.kind = 'boltcard'
             order by c.state in (0, 1, 2) desc, coalesce(c.last_tap_at, c.created_at) desc, c.id desc limit 1
            """, new { storeId, cardId }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Uses a verified counter up: one conditional statement, in which the first tap of a version also proves it. Null when the counter or a later
    /// one was used before, or the credential does not pay; else the card that it pays for.
    /// </summary>
    public async Task<Guid?> Use(CredentialRow chip, int version, int counter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition("""
            with used as (
              update flash.credentials set state = 1, version = @version, counter = @counter, last_tap_at = @now
               where store_id = @storeId and id = @id and state in (0, 1) and @version between floor and issued
                 and (version is null or version < @version or version = @version and counter < @counter)
              returning store_id, id, card_id),
            -- The keys of an older version open the chip no more.
            gone as (
              insert into flash.credential_journal (store_id, id, credential_id, card_id, action, stage, version, at)
              select distinct on (j.version) j.store_id, gen_random_uuid(), j.credential_id, j.card_id, 1, 1, j.version, @now
                from used join flash.credential_journal j on j.store_id = used.store_id and j.credential_id = used.id
               where @proves and j.action = 1 and j.stage = 0 and j.version < @version
                 and not exists (select 1 from flash.credential_journal d where d.store_id = j.store_id and d.credential_id = j.credential_id
                                    and d.action = 1 and d.stage = 1 and d.version = j.version)),
            proven as (
              insert into flash.credential_journal (store_id, id, credential_id, card_id, action, stage, version, at)
              select store_id, @entry, id, card_id, 0, 1, @version, @now from used where @proves on conflict do nothing)
            select card_id from used
            """, new { storeId = chip.StoreId, id = chip.Id, version, counter, now, proves = chip.Version != version, entry = Guid.CreateVersion7() }, cancellationToken: cancellationToken));
    }

    /// <summary>Notes a use of a virtual card's link, and answers its credential.</summary>
    public async Task<(Guid Id, CredentialState State)> UseLink(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        var (id, state) = await connection.QuerySingleAsync<(Guid, short)>(new CommandDefinition("""
            insert into flash.credentials as c (store_id, id, card_id, kind, identifier, state, issued, created_at, last_tap_at)
            values (@storeId, @id, @cardId, 'link', @identifier, 1, 0, @now, @now)
            on conflict (store_id, kind, identifier) do update set last_tap_at = case when c.state = 4 then c.last_tap_at else excluded.last_tap_at end
            returning id, state
            """, new { storeId, id = Guid.CreateVersion7(), cardId, identifier = cardId.ToByteArray(bigEndian: true), now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return (id, (CredentialState)state);
    }

    /// <summary>Ends everything that a card can be tapped or programmed by.</summary>
    public async Task Kill(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken) =>
        // In the order in which a link is redeemed: whoever is just being given keys either comes first and is killed too, or comes too late.
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            update flash.programming_links set used_at = @now, sealed_uid = null where store_id = @storeId and card_id = @cardId and action = 0 and used_at is null;
            select pg_advisory_xact_lock(hashtextextended(@storeId || @cardId::text, 50));
            update flash.credentials set state = 4 where store_id = @storeId and card_id = @cardId and state in (0, 1, 2);
            insert into flash.credentials (store_id, id, card_id, kind, identifier, state, issued, created_at)
            values (@storeId, @id, @cardId, 'link', @identifier, 4, 0, @now) on conflict (store_id, kind, identifier) do update set state = 4;
            """, new { storeId, id = Guid.CreateVersion7(), cardId, identifier = cardId.ToByteArray(bigEndian: true), now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
}
