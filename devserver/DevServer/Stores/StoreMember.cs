namespace DevServer.Stores;

/// <summary>A member of a store.</summary>
public sealed record StoreMember(string UserId, string Email, string? Name, string RoleId);
