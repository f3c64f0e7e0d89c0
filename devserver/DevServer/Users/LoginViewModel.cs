namespace DevServer.Users;

public sealed class LoginViewModel
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    /// <summary>How to log in; the button of the form sends <c>Password</c>, the only way here.</summary>
    public string? Method { get; set; }

    public bool RememberMe { get; set; }
}
