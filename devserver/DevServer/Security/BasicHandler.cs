using System.Text;
using System.Text.Encodings.Web;
using BTCPayServer.Client;
using DevServer.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using NicolasDorier.RateLimits;

namespace DevServer.Security;

/// <summary><c>Authorization: Basic</c> with e-mail and password: an unrestricted key.</summary>
public sealed class BasicHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    UserRepository users,
    IRateLimitService limits,
    TimeProvider time)
    : GreenfieldHandler(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (Decode(header["Basic ".Length..].Trim()) is not [var email, var password, ..])
            return Refuse("Basic authentication header was not in a correct format. (username:password encoded in base64)");
        var user = await users.FindByEmail(email, Context.RequestAborted);
        // New accounts are not slowed down: they are about to make their API keys.
        if ((user is null || time.GetUtcNow() - user.Created > TimeSpan.FromMinutes(5)) &&
            !await limits.Throttle("login", Context.Connection.RemoteIpAddress?.ToString(), Context.RequestAborted))
            return Refuse("Basic authentication failed: Rate limited. Please use authentication with API Keys to avoid throttling.");
        return user is not null && users.CheckPassword(user, password)
            ? Accept(user, [Policies.Unrestricted])
            : Refuse("Basic authentication failed");
    }

    private static string[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split(':') : null;
    }
}
