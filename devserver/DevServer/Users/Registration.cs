using System.Net.Mail;

namespace DevServer.Users;

/// <summary>The rules for e-mail addresses and passwords of new accounts.</summary>
public static class Registration
{
    public const int ShortestPassword = 6;

    /// <summary>Field and message of everything that is wrong.</summary>
    public static IEnumerable<(string Field, string Message)> Check(string? email, string? password)
    {
        if (string.IsNullOrWhiteSpace(email))
            yield return ("Email", "Email is missing");
        else if (!MailAddress.TryCreate(email, out var address) || address.Address != email.Trim())
            yield return ("Email", "Invalid email");
        if (password is null || password.Length < ShortestPassword)
            yield return ("Password", $"Passwords must be at least {ShortestPassword} characters.");
    }
}
