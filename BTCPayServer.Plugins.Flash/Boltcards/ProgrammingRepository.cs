using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>A programming link as the database has it.</summary>
internal sealed record LinkRow(Guid Id, Guid CardId, short Action, string? SealedUid, int? Version, string? CreatedBy);

/// <summary>Links, journal and the changes that programming makes to credentials; writes within the caller's transaction.</summary>
internal sealed class ProgrammingRepository(FlashDatabase database, TimeProvider time)
{
    public async Task AddLink(string storeId, ProgrammingLink link, byte[] secretHash, string? sealedUid, int? version, string? by, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        // Links that ran out long ago say nothing that the journal does not.
        await connection.ExecuteAsync(new CommandDefinition("""
            delete from flash.programming_links where store_id = @storeId and card_id = @CardId and expires_at < @now - interval '30 days';
            insert into flash.programming_links (store_id, id, card_id, action, secret_hash, sealed_uid, version, created_by, created_at, expires_at)
            values (@storeId, @Id, @CardId, @action, @secretHash, @sealedUid, @version, @by, @now, @ExpiresAt)
            """, new { storeId, link.Id, link.CardId, action = (short)link.Action, secretHash, sealedUid, version, by, now = time.GetUtcNow(), link.ExpiresAt }, cancellationToken: cancellationToken));
    }

    /// <summary>Uses a link up; null when there is none that works. Whoever comes second waits for the first.</summary>
    public async Task<LinkRow?> UseLink(NpgsqlTransaction transaction, string storeId, byte[] secretHash, CancellationToken cancellationToken)
    {
        var values = new { storeId, secretHash, now = time.GetUtcNow() };
        var link = await transaction.Connection!.QuerySingleOrDefaultAsync<LinkRow>(new CommandDefinition("""
            select id, card_id CardId, action, sealed_uid SealedUid, version, created_by CreatedBy from flash.programming_links
             where store_id = @storeId and secret_hash = @secretHash and used_at is null and expires_at > @now for update
            """, values, transaction, cancellationToken: cancellationToken));
        if (link is not null)
            await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                update flash.programming_links set used_at = @now, sealed_uid = null where store_id = @storeId and secret_hash = @secretHash
                """, values, transaction, cancellationToken: cancellationToken));
        return link;
    }

    /// <summary>One programming at a time for a card.</summary>
    public Task Lock(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(hashtextextended(@storeId || @cardId::text, 50))", new { storeId, cardId }, transaction, cancellationToken: cancellationToken));

    public Task<CredentialRow?> Chip(NpgsqlTransaction transaction, string storeId, byte[] identifier, CancellationToken cancellationToken) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<CredentialRow>(new CommandDefinition($"""
            select {CredentialRow.Columns} from flash.credentials c where c.store_id = @storeId and c.kind = 'boltcard' and c.identifier = @identifier for update
            """, new { storeId, identifier }, transaction, cancellationToken: cancellationToken));

    /// <summary>The chip that lives on a card.</summary>
    public Task<CredentialRow?> Living(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<CredentialRow>(new CommandDefinition($"""
            select {CredentialRow.Columns} from flash.credentials c
             where c.store_id = @storeId and c.card_id = @cardId and c.kind = 'boltcard' and c.state in (0, 1, 2) for update
            """, new { storeId, cardId }, transaction, cancellationToken: cancellationToken));

    /// <summary>A chip that was never seen before; nothing when another request just brought it in.</summary>
    public Task Add(NpgsqlTransaction transaction, string storeId, Guid cardId, byte[] identifier, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.credentials (store_id, id, card_id, kind, identifier, state, issued, created_at)
            values (@storeId, @id, @cardId, 'boltcard', @identifier, 3, -1, @now) on conflict (store_id, kind, identifier) do nothing
            """, new { storeId, id = Guid.CreateVersion7(), cardId, identifier, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    /// <summary>Writes a chip back as it was changed.</summary>
    public Task Save(NpgsqlTransaction transaction, CredentialRow chip, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            update flash.credentials set card_id = @CardId, state = @State, version = @Version, issued = @Issued, floor = @Floor, counter = @Counter
             where store_id = @StoreId and id = @Id
            """, chip, transaction, cancellationToken: cancellationToken));

    public Task Note(NpgsqlTransaction transaction, CredentialRow chip, ProgrammingAction action, ProgrammingStage stage, int version, string? by, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.credential_journal (store_id, id, credential_id, card_id, action, stage, version, by, at)
            values (@StoreId, @entry, @Id, @CardId, @action, @stage, @version, @by, @now)
            """, new { chip.StoreId, entry = Guid.CreateVersion7(), chip.Id, chip.CardId, action = (short)action, stage = (short)stage, version, by, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    /// <summary>What was done to the chips of a card, newest first.</summary>
    public async Task<IReadOnlyList<ProgrammingEntry>> Journal(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        var rows = await connection.QueryAsync<(Guid CredentialId, Guid CardId, short Action, short Stage, int Version, string? By, DateTimeOffset At)>(new CommandDefinition("""
            select credential_id, card_id, action, stage, version, by, at from flash.credential_journal
             where store_id = @storeId and card_id = @cardId order by at desc, version desc, action, stage desc limit 100
            """, new { storeId, cardId }, cancellationToken: cancellationToken));
        return [.. rows.Select(r => new ProgrammingEntry(r.CredentialId, r.CardId, (ProgrammingAction)r.Action, (ProgrammingStage)r.Stage, r.Version, r.By, r.At))];
    }
}
