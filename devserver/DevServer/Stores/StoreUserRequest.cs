namespace DevServer.Stores;

/// <summary>A member to add; <c>UserId</c> and <c>Role</c> are the old names of the other two.</summary>
public sealed record StoreUserRequest(string? Id, string? StoreRole, string? UserId, string? Role);
