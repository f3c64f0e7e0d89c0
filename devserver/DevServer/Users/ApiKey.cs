namespace DevServer.Users;

/// <summary>A key of a user and the permissions that it carries, each <c>policy</c> or <c>policy:storeId</c>.</summary>
public sealed class ApiKey
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public string? Label { get; init; }

    public required string[] Permissions { get; init; }
}
