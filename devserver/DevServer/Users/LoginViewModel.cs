namespace DevServer.Users;

public sealed class LoginViewModel
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    public bool RememberMe { get; set; }
}
