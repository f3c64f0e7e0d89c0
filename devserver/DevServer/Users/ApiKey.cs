namespace DevServer.Users;

/// <summary>A key of a user and the permissions that it carries, each <c>policy</c> or <c>policy:storeId</c>.</summary>
public sealed record ApiKey(string Id, string UserId, string? Label, string[] Permissions);
