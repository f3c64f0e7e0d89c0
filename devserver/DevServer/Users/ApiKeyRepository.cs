using System.Security.Cryptography;
using Dapper;
using DevServer.Data;

namespace DevServer.Users;

/// <summary>API keys. As on the real server the key is its own id.</summary>
public sealed class ApiKeyRepository(DevDatabase database, UserRepository users)
{
    private const string Columns = "id, user_id AS userid, label, permissions";

    public async Task<ApiKey> Create(string userId, string? label, IEnumerable<string> permissions, CancellationToken ct = default)
    {
        var key = new ApiKey
        {
            Id = RandomNumberGenerator.GetHexString(40, lowercase: true),
            UserId = userId,
            Label = label,
            Permissions = [.. permissions.Distinct()]
        };
        await using var connection = await database.Open(ct);
        await connection.ExecuteAsync("""
            INSERT INTO devserver.api_keys (id, user_id, label, permissions) VALUES (@Id, @UserId, @Label, @Permissions)
            """, key);
        return key;
    }

    /// <summary>The key and whose it is, or null.</summary>
    public async Task<(User User, ApiKey Key)?> Find(string id, CancellationToken ct = default)
    {
        await using var connection = await database.Open(ct);
        var key = await connection.QuerySingleOrDefaultAsync<ApiKey>($"SELECT {Columns} FROM devserver.api_keys WHERE id = @id", new { id });
        return key is not null && await users.Find(key.UserId, ct) is { } user ? (user, key) : null;
    }

    public async Task<IReadOnlyList<ApiKey>> OfUser(string userId, CancellationToken ct = default)
    {
        await using var connection = await database.Open(ct);
        return [.. await connection.QueryAsync<ApiKey>($"SELECT {Columns} FROM devserver.api_keys WHERE user_id = @userId ORDER BY created", new { userId })];
    }

    public async Task<bool> Remove(string id, string userId, CancellationToken ct = default)
    {
        await using var connection = await database.Open(ct);
        return await connection.ExecuteAsync("DELETE FROM devserver.api_keys WHERE id = @id AND user_id = @userId", new { id, userId }) > 0;
    }
}
