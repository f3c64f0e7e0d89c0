namespace DevServer.Users;

public sealed record CreateApiKeyRequest(string? Label, string[]? Permissions);
