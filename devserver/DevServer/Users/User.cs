namespace DevServer.Users;

/// <summary>An account of the server.</summary>
public sealed record User(string Id, string Email, string PasswordHash, string SecurityStamp, string? Name, bool IsAdmin, DateTimeOffset Created);
