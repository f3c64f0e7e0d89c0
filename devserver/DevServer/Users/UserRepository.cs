using Dapper;
using DevServer.Data;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace DevServer.Users;

/// <summary>Accounts; e-mail addresses are compared without case.</summary>
public sealed class UserRepository(DevDatabase database)
{
    private const string Columns = "id, email, password_hash AS passwordhash, security_stamp AS securitystamp, name, is_admin AS isadmin, created";

    private readonly PasswordHasher<User> hasher = new();

    public async Task<bool> AnyAdmin(CancellationToken ct = default)
    {
        await using var connection = await database.Open(ct);
        return await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM devserver.users WHERE is_admin)");
    }

    public Task<User?> Find(string id, CancellationToken ct = default) => Single("id = @value", id, ct);

    public Task<User?> FindByEmail(string email, CancellationToken ct = default) => Single("normalized_email = upper(@value)", email.Trim(), ct);

    public async Task<User?> FindByIdOrEmail(string? idOrEmail, CancellationToken ct = default) =>
        idOrEmail is null ? null : await Find(idOrEmail, ct) ?? await FindByEmail(idOrEmail, ct);

    public async Task<IReadOnlyList<User>> All(CancellationToken ct = default)
    {
        await using var connection = await database.Open(ct);
        return [.. (await connection.QueryAsync<Row>($"SELECT {Columns} FROM devserver.users ORDER BY created, id")).Select(r => r.ToUser())];
    }

    /// <summary>Null when the e-mail address is taken.</summary>
    public async Task<User?> Create(string email, string password, string? name, bool isAdmin, CancellationToken ct = default)
    {
        var id = Guid.NewGuid().ToString();
        var user = new User(id, email.Trim(), "", Guid.NewGuid().ToString("N"), name, isAdmin, DateTimeOffset.UtcNow);
        user = user with { PasswordHash = hasher.HashPassword(user, password) };
        await using var connection = await database.Open(ct);
        var inserted = await connection.ExecuteAsync("""
            INSERT INTO devserver.users (id, email, normalized_email, password_hash, security_stamp, name, is_admin)
            VALUES (@Id, @Email, upper(@Email), @PasswordHash, @SecurityStamp, @Name, @IsAdmin)
            ON CONFLICT (normalized_email) DO NOTHING
            """, user);
        return inserted == 1 ? user : null;
    }

    public async Task Delete(string id, CancellationToken ct = default)
    {
        await using var connection = await database.Open(ct);
        await connection.ExecuteAsync("DELETE FROM devserver.users WHERE id = @id", new { id });
    }

    public bool CheckPassword(User user, string password) =>
        hasher.VerifyHashedPassword(user, user.PasswordHash, password) != PasswordVerificationResult.Failed;

    private async Task<User?> Single(string condition, string value, CancellationToken ct)
    {
        await using NpgsqlConnection connection = await database.Open(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM devserver.users WHERE {condition}", new { value });
        return row?.ToUser();
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";
        public string Email { get; set; } = "";
        public string PasswordHash { get; set; } = "";
        public string SecurityStamp { get; set; } = "";
        public string? Name { get; set; }
        public bool IsAdmin { get; set; }
        public DateTime Created { get; set; }

        public User ToUser() => new(Id, Email, PasswordHash, SecurityStamp, Name, IsAdmin, Created);
    }
}
