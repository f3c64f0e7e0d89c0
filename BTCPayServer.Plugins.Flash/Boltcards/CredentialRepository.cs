using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The table of credentials, as taps use it. Taps come in crowds: what is asked at the same time shares a statement.</summary>
internal sealed class CredentialRepository
{
    private const int MaxBatch = 256;

    private readonly FlashDatabase _database;
    private readonly TimeProvider _time;
    private readonly Gathered<(string Store, string Identifier), CredentialRow> _chips;
    private readonly Lanes<UsedCounter, CounterOutcome> _counters;

    public CredentialRepository(FlashDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _chips = new(Chips);
        // One counter of a chip at a time.
        _counters = new(Use, () =>
        {
            var seen = new HashSet<Guid>();
            return used => seen.Count < MaxBatch && seen.Add(used.Credential);
        });
    }

    /// <summary>The chip of that identifier, or null.</summary>
    public Task<CredentialRow?> Chip(string storeId, byte[] identifier, CancellationToken cancellationToken) =>
        _chips.Find((storeId, Convert.ToHexString(identifier)), cancellationToken);

    /// <summary>The chip that lives on a card, or else the last that did.</summary>
    public async Task<CredentialRow?> OfCard(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Open(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<CredentialRow>(new CommandDefinition($"""
            select {CredentialRow.Columns} from flash.credentials c where c.store_id = @storeId and c.card_id = @cardId and c.kind = 'boltcard'
             order by c.state in (0, 1, 2) desc, coalesce(c.last_tap_at, c.created_at) desc, c.id desc limit 1
            """, new { storeId, cardId }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Uses a verified counter up: one conditional statement, in which the first tap of a version also proves it. Null when the counter or a later
    /// one was used before, or the credential does not pay; else the card that it pays for.
    /// </summary>
    public async Task<Guid?> Use(CredentialRow chip, int version, int counter, CancellationToken cancellationToken) =>
        (await _counters.Write(chip.StoreId, new UsedCounter(chip.Id, version, counter, chip.Version != version), cancellationToken)).CardId;

    /// <summary>Notes a use of a virtual card's link, and answers its credential.</summary>
    public async Task<(Guid Id, CredentialState State)> UseLink(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Open(cancellationToken);
        var (id, state) = await connection.QuerySingleAsync<(Guid, short)>(new CommandDefinition("""
            insert into flash.credentials as c (store_id, id, card_id, kind, identifier, state, issued, created_at, last_tap_at)
            values (@storeId, @id, @cardId, 'link', @identifier, 1, 0, @now, @now)
            on conflict (store_id, kind, identifier) do update set last_tap_at = case when c.state = 4 then c.last_tap_at else excluded.last_tap_at end
            returning id, state
            """, new { storeId, id = Guid.CreateVersion7(), cardId, identifier = cardId.ToByteArray(bigEndian: true), now = _time.GetUtcNow() }, cancellationToken: cancellationToken));
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
            """, new { storeId, id = Guid.CreateVersion7(), cardId, identifier = cardId.ToByteArray(bigEndian: true), now = _time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    private async Task<IReadOnlyDictionary<(string Store, string Identifier), CredentialRow>> Chips(IReadOnlyCollection<(string Store, string Identifier)> keys)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        return (await connection.QueryAsync<CredentialRow>($"""
            select {CredentialRow.Columns} from unnest(@stores, @identifiers) as k (store_id, identifier)
              join flash.credentials c on c.store_id = k.store_id and c.kind = 'boltcard' and c.identifier = k.identifier
            """, new { stores = keys.Select(k => k.Store).ToArray(), identifiers = keys.Select(k => Convert.FromHexString(k.Identifier)).ToArray() }))
            .ToDictionary(row => (row.StoreId, Convert.ToHexString(row.Identifier)));
    }

    private async Task<CounterOutcome?[]> Use(string storeId, IReadOnlyList<UsedCounter> used)
    {
        var now = _time.GetUtcNow();
        await using var connection = await _database.Open(CancellationToken.None);
        var paid = (await connection.QueryAsync<(Guid Credential, Guid CardId)>("""
            with asked as (
              select * from unnest(@ids, @versions, @counters, @proves, @entries) as a (id, version, counter, proves, entry)),
            used as (
              update flash.credentials c set state = 1, version = a.version, counter = a.counter, last_tap_at = @now from asked a
               where c.store_id = @storeId and c.id = a.id and c.state in (0, 1) and a.version between c.floor and c.issued
                 and (c.version is null or c.version < a.version or c.version = a.version and c.counter < a.counter)
              returning c.store_id, c.id, c.card_id, a.version, a.proves, a.entry),
            -- The keys of an older version open the chip no more.
            gone as (
              insert into flash.credential_journal (store_id, id, credential_id, card_id, action, stage, version, at)
              select distinct on (j.credential_id, j.version) j.store_id, gen_random_uuid(), j.credential_id, j.card_id, 1, 1, j.version, @now
                from used join flash.credential_journal j on j.store_id = used.store_id and j.credential_id = used.id
               where used.proves and j.action = 1 and j.stage = 0 and j.version < used.version
                 and not exists (select 1 from flash.credential_journal d where d.store_id = j.store_id and d.credential_id = j.credential_id
                                    and d.action = 1 and d.stage = 1 and d.version = j.version)),
            proven as (
              insert into flash.credential_journal (store_id, id, credential_id, card_id, action, stage, version, at)
              select store_id, entry, id, card_id, 0, 1, version, @now from used where proves on conflict do nothing)
            select id, card_id from used
            """, new
        {
            storeId,
            now,
            ids = used.Select(u => u.Credential).ToArray(),
            versions = used.Select(u => u.Version).ToArray(),
            counters = used.Select(u => u.Counter).ToArray(),
            proves = used.Select(u => u.Proves).ToArray(),
            entries = used.Select(_ => Guid.CreateVersion7()).ToArray()
        })).ToDictionary(p => p.Credential, p => p.CardId);
        return [.. used.Select(u => new CounterOutcome(paid.TryGetValue(u.Credential, out var card) ? card : null))];
    }

    /// <param name="Credential">The chip.</param>
    /// <param name="Version">The version whose key made the MAC.</param>
    /// <param name="Counter">Its counter.</param>
    /// <param name="Proves">Whether the version was not proven when it was read.</param>
    private sealed record UsedCounter(Guid Credential, int Version, int Counter, bool Proves);

    private sealed record CounterOutcome(Guid? CardId);
}
