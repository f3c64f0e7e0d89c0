using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>The tables of tills. Whoever changes both locks the till first and its code then: the other way round two would wait for each other.</summary>
internal sealed class TillRepository
{
    private const string Columns = "id, name, asset, scale, created_at CreatedAt, paired_at PairedAt, last_seen_at LastSeenAt, revoked_at RevokedAt";

    private readonly FlashDatabase database;
    private readonly Gathered<(string StoreId, string Hash), TokenRow> _tokens;

    public TillRepository(FlashDatabase database)
    {
        this.database = database;
        _tokens = new(ByTokens);
    }

    public ValueTask<NpgsqlConnection> Open(CancellationToken cancellationToken) => database.Open(cancellationToken);

    public Task Insert(NpgsqlTransaction transaction, string storeId, Guid id, string name, Asset asset, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.tills (store_id, id, name, asset, scale, created_at) values (@storeId, @id, @name, @code, @scale, @now)
            """, new { storeId, id, name, code = asset.Code, scale = (short)asset.Scale, now }, transaction, cancellationToken: cancellationToken));

    /// <summary>Makes this the till's only open code.</summary>
    public Task SetCode(NpgsqlTransaction transaction, string storeId, Guid tillId, string handle, byte[] secretHash, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.till_pairings (store_id, till_id, handle, secret_hash, expires_at) values (@storeId, @tillId, @handle, @secretHash, @expiresAt)
            on conflict (store_id, till_id) do update set handle = excluded.handle, secret_hash = excluded.secret_hash, attempts = 0, expires_at = excluded.expires_at
            """, new { storeId, tillId, handle, secretHash, expiresAt }, transaction, cancellationToken: cancellationToken));

    /// <summary>Counts a try at every open code of this handle, before it is judged, and answers those that still had tries left.</summary>
    public async Task<List<(string StoreId, Guid TillId, byte[] SecretHash)>> TryCode(string handle, int maxAttempts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<(string, Guid, byte[])>(new CommandDefinition("""
            update flash.till_pairings set attempts = attempts + 1
             where handle = @handle and attempts < @maxAttempts and expires_at > @now
            returning store_id, till_id, secret_hash
            """, new { handle, maxAttempts, now }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Uses a code up and gives the till its token, both or neither. Null when somebody else was faster, or the till is revoked.</summary>
    public async Task<TillRow?> UseCode(string storeId, Guid tillId, byte[] secretHash, byte[] tokenHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<TillRow?>(new CommandDefinition($"""
            with till as (
              select id from flash.tills where store_id = @storeId and id = @tillId and revoked_at is null for update
            ), used as (
              delete from flash.till_pairings
               where store_id = @storeId and till_id = (select id from till) and secret_hash = @secretHash and expires_at > @now returning till_id
            )
            update flash.tills set token_hash = @tokenHash, paired_at = @now, last_seen_at = @now
             where store_id = @storeId and id = (select till_id from used)
            returning {Columns}
            """, new { storeId, tillId, secretHash, tokenHash, now }, cancellationToken: cancellationToken));
    }

    /// <summary>The till with that token; null when there is none. One read of one index, shared by all who ask at the same time.</summary>
    public Task<TokenRow?> ByToken(string storeId, byte[] tokenHash, CancellationToken cancellationToken) =>
        _tokens.Find((storeId, Convert.ToHexString(tokenHash)), cancellationToken);

    private async Task<IReadOnlyDictionary<(string, string), TokenRow>> ByTokens(IReadOnlyCollection<(string StoreId, string Hash)> tokens)
    {
        await using var connection = await database.Open(CancellationToken.None);
        return (await connection.QueryAsync<TokenRow>("""
            select t.store_id StoreId, t.token_hash TokenHash, t.id, t.name, t.last_seen_at LastSeenAt
              from unnest(@stores, @hashes) as k (store_id, token_hash) join flash.tills t on t.store_id = k.store_id and t.token_hash = k.token_hash
            """, new { stores = tokens.Select(t => t.StoreId).ToArray(), hashes = tokens.Select(t => Convert.FromHexString(t.Hash)).ToArray() }))
            .ToDictionary(t => (t.StoreId, Convert.ToHexString(t.TokenHash)));
    }

    public async Task Seen(string storeId, Guid id, DateTimeOffset now, DateTimeOffset notSince, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update flash.tills set last_seen_at = @now where store_id = @storeId and id = @id and (last_seen_at is null or last_seen_at < @notSince)",
            new { storeId, id, now, notSince }, cancellationToken: cancellationToken));
    }

    public async Task<List<TillRow>> List(string storeId, Guid? id, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return (await connection.QueryAsync<TillRow>(new CommandDefinition(
            $"select {Columns} from flash.tills where store_id = @storeId {(id is null ? "" : "and id = @id")} order by id desc",
            new { storeId, id }, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<TillRow?> Lock(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken) =>
        await transaction.Connection!.QuerySingleOrDefaultAsync<TillRow?>(new CommandDefinition(
            $"select {Columns} from flash.tills where store_id = @storeId and id = @id for update", new { storeId, id }, transaction, cancellationToken: cancellationToken));

    public Task<TillRow> Rename(NpgsqlTransaction transaction, string storeId, Guid id, string name, CancellationToken cancellationToken) =>
        transaction.Connection!.QuerySingleAsync<TillRow>(new CommandDefinition(
            $"update flash.tills set name = @name where store_id = @storeId and id = @id returning {Columns}", new { storeId, id, name }, transaction, cancellationToken: cancellationToken));

    public Task Revoke(NpgsqlTransaction transaction, string storeId, Guid id, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            update flash.tills set token_hash = null, revoked_at = coalesce(revoked_at, @now) where store_id = @storeId and id = @id;
            delete from flash.till_pairings where store_id = @storeId and till_id = @id
            """, new { storeId, id, now }, transaction, cancellationToken: cancellationToken));
}

/// <summary>What a token leads to.</summary>
internal sealed record TokenRow
{
    public string StoreId { get; init; } = "";
    public byte[] TokenHash { get; init; } = [];
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>A row of flash.tills.</summary>
internal sealed record TillRow
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string Asset { get; init; } = "";
    public short Scale { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? PairedAt { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}
