namespace DevServer.Users;

public sealed record CreateUserRequest(string? Email, string? Password, string? Name, bool? IsAdministrator);
