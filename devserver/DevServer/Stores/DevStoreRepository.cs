using System.Security.Cryptography;
using BTCPayServer.Data;
using BTCPayServer.Services.Stores;
using Dapper;
using DevServer.Data;

namespace DevServer.Stores;

/// <summary>The stores of the server, and who may do what in them.</summary>
public sealed class DevStoreRepository(DevDatabase database) : StoreRepository
{
    private const string Columns = """
        s.id, s.name AS storename, s.website AS storewebsite, s.speed_policy AS speedpolicy, s.blob AS storeblob, s.archived, s.payment_methods AS derivationstrategies
        """;

    public override async Task<StoreData?> FindStore(string storeId)
    {
        if (string.IsNullOrEmpty(storeId))
            return null;
        await using var connection = await database.Open();
        return await connection.QuerySingleOrDefaultAsync<StoreData>($"SELECT {Columns} FROM devserver.stores s WHERE s.id = @storeId", new { storeId });
    }

    public override async Task<StoreData?> FindStore(string storeId, string userId) =>
        (await Memberships(userId, default)).FirstOrDefault(m => m.Store.Id == storeId).Store;

    public override async Task<StoreData[]> GetStoresByUserId(string userId, IEnumerable<string>? storeIds = null) =>
    [
        .. from membership in await Memberships(userId, default)
           where storeIds is null || storeIds.Contains(membership.Store.Id)
           select membership.Store
    ];

    /// <summary>The store and what the user's role in it permits (nothing for who is no member); null when there is no such store.</summary>
    public async Task<(StoreData Store, string[] Permissions)?> FindMembership(string storeId, string userId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        var found = await connection.QueryAsync<StoreData, string[], (StoreData, string[])>($"""
            SELECT {Columns}, coalesce(r.permissions, ARRAY[]::text[]) AS permissions
            FROM devserver.stores s
            LEFT JOIN devserver.store_users u ON u.store_id = s.id AND u.user_id = @userId
            LEFT JOIN devserver.store_roles r ON r.id = u.role_id
            WHERE s.id = @storeId
            """, (store, permissions) => (store, permissions), new { storeId, userId }, splitOn: "permissions");
        return found.Cast<(StoreData, string[])?>().FirstOrDefault();
    }

    /// <summary>Every store that the user is a member of and what the role in it permits, the oldest first.</summary>
    public async Task<IReadOnlyList<(StoreData Store, string[] Permissions)>> Memberships(string userId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return
        [
            .. await connection.QueryAsync<StoreData, string[], (StoreData, string[])>($"""
                SELECT {Columns}, r.permissions
                FROM devserver.stores s
                JOIN devserver.store_users u ON u.store_id = s.id AND u.user_id = @userId
                JOIN devserver.store_roles r ON r.id = u.role_id
                ORDER BY s.created, s.id
                """, (store, permissions) => (store, permissions), new { userId }, splitOn: "permissions")
        ];
    }

    /// <summary>Makes the store with its owner and gives it an id.</summary>
    public async Task Create(StoreData store, string ownerId, CancellationToken ct)
    {
        store.Id = NewId();
        await using var connection = await database.Open(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync("""
            INSERT INTO devserver.stores (id, name, website, speed_policy, blob, archived)
            VALUES (@Id, @StoreName, @StoreWebsite, @Speed, @StoreBlob, @Archived)
            """, Parameters(store), transaction);
        await connection.ExecuteAsync("INSERT INTO devserver.store_users VALUES (@Id, @ownerId, 'Owner')", new { store.Id, ownerId }, transaction);
        await transaction.CommitAsync(ct);
    }

    public async Task Update(StoreData store, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        await connection.ExecuteAsync("""
            UPDATE devserver.stores SET name = @StoreName, website = @StoreWebsite, speed_policy = @Speed, blob = @StoreBlob, archived = @Archived
            WHERE id = @Id
            """, Parameters(store));
    }

    public override async Task<bool> InternalNodePayoutAuthorized(string storeId)
    {
        await using var connection = await database.Open();
        return await connection.ExecuteScalarAsync<bool>("""
            SELECT EXISTS (
              SELECT FROM devserver.store_users m
              JOIN devserver.users u ON u.id = m.user_id AND u.is_admin
              JOIN devserver.store_roles r ON r.id = m.role_id AND 'btcpay.store.canmodifystoresettings' = ANY(r.permissions)
              WHERE m.store_id = @storeId)
            """, new { storeId });
    }

    /// <summary>False when there is no such store.</summary>
    public async Task<bool> SetPaymentMethods(string storeId, string config, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.ExecuteAsync("UPDATE devserver.stores SET payment_methods = @config WHERE id = @storeId", new { storeId, config }) == 1;
    }

    public async Task Delete(string storeId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        // Members first: they point at roles of the store that go with it.
        await connection.ExecuteAsync("""
            DELETE FROM devserver.store_users WHERE store_id = @storeId;
            DELETE FROM devserver.stores WHERE id = @storeId;
            """, new { storeId });
    }

    public async Task<IReadOnlyList<StoreMember>> Members(string storeId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return
        [
            .. await connection.QueryAsync<StoreMember>("""
                SELECT m.user_id AS userid, u.email, u.name, m.role_id AS roleid
                FROM devserver.store_users m JOIN devserver.users u ON u.id = m.user_id
                WHERE m.store_id = @storeId ORDER BY u.email
                """, new { storeId })
        ];
    }

    public override async Task<StoreUser[]> GetStoreUsers(string storeId, IEnumerable<StoreRoleId>? filterRoles = null)
    {
        ArgumentNullException.ThrowIfNull(storeId);
        var members = await Members(storeId, CancellationToken.None);
        return [.. members.Where(m => filterRoles is null || filterRoles.Any(role => role.Role == m.RoleId)).Select(m => new StoreUser { Id = m.UserId, Email = m.Email })];
    }

    /// <summary>False when the user is a member already.</summary>
    public async Task<bool> AddMember(string storeId, string userId, string roleId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.ExecuteAsync("""
            INSERT INTO devserver.store_users (store_id, user_id, role_id) VALUES (@storeId, @userId, @roleId) ON CONFLICT DO NOTHING
            """, new { storeId, userId, roleId }) == 1;
    }

    /// <summary>Adds a member or changes the role; false when the store would be left without an owner.</summary>
    public async Task<bool> SetMember(string storeId, string userId, string roleId, CancellationToken ct)
    {
        if (await AddMember(storeId, userId, roleId, ct))
            return true;
        await using var connection = await database.Open(ct);
        return await connection.ExecuteAsync("""
            UPDATE devserver.store_users SET role_id = @roleId
            WHERE store_id = @storeId AND user_id = @userId
              AND (@roleId = 'Owner' OR EXISTS (SELECT FROM devserver.store_users o WHERE o.store_id = @storeId AND o.role_id = 'Owner' AND o.user_id <> @userId))
            """, new { storeId, userId, roleId }) == 1;
    }

    /// <summary>False when the store would be left without an owner.</summary>
    public async Task<bool> RemoveMember(string storeId, string userId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.ExecuteScalarAsync<bool>("""
            WITH owner AS (
              SELECT EXISTS (SELECT FROM devserver.store_users WHERE store_id = @storeId AND role_id = 'Owner' AND user_id <> @userId) AS remains),
            gone AS (DELETE FROM devserver.store_users WHERE store_id = @storeId AND user_id = @userId AND (SELECT remains FROM owner))
            SELECT remains FROM owner
            """, new { storeId, userId });
    }

    /// <summary>The store's own roles and the server's.</summary>
    public async Task<IReadOnlyList<StoreRole>> Roles(string storeId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return
        [
            .. await connection.QueryAsync<StoreRole>("""
                SELECT id, store_id AS storeid, role, permissions FROM devserver.store_roles
                WHERE store_id IS NULL OR store_id = @storeId ORDER BY store_id NULLS FIRST, role
                """, new { storeId })
        ];
    }

    /// <summary>The store's role of that name or id, else the server's; null when there is none.</summary>
    public async Task<StoreRole?> FindRole(string storeId, string roleOrId, CancellationToken ct) =>
        (await Roles(storeId, ct)).Where(r => r.Role == roleOrId || r.Id == roleOrId).MaxBy(r => !r.IsServerRole);

    /// <summary>Makes or changes a role of the store.</summary>
    public async Task SetRole(string storeId, string role, IEnumerable<string> permissions, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        await connection.ExecuteAsync("""
            INSERT INTO devserver.store_roles (id, store_id, role, permissions) VALUES (@id, @storeId, @role, @permissions)
            ON CONFLICT (id) DO UPDATE SET permissions = excluded.permissions
            """, new { id = $"{storeId}::{role}", storeId, role, permissions = permissions.ToArray() });
    }

    /// <summary>False when a member has the role.</summary>
    public async Task<bool> DeleteRole(string roleId, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.ExecuteAsync("""
            DELETE FROM devserver.store_roles r WHERE id = @roleId AND store_id IS NOT NULL
              AND NOT EXISTS (SELECT FROM devserver.store_users u WHERE u.role_id = r.id)
            """, new { roleId }) == 1;
    }

    private static object Parameters(StoreData store) => new
    {
        store.Id,
        store.StoreName,
        store.StoreWebsite,
        Speed = (int)store.SpeedPolicy,
        StoreBlob = store.StoreBlob ?? "{}",
        store.Archived
    };

    // The real server's ids are 32 random bytes in base 58, too.
    private static string NewId() =>
        RandomNumberGenerator.GetString("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 44);
}
