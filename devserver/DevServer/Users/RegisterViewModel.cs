namespace DevServer.Users;

public sealed class RegisterViewModel
{
    public string? Email { get; set; }

    public string? Password { get; set; }

    public string? ConfirmPassword { get; set; }
}
