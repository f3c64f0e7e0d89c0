using System.Text.Encodings.Web;
using DevServer.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace DevServer.Security;

/// <summary><c>Authorization: token KEY</c>, or <c>Bearer KEY</c>.</summary>
public sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyRepository keys)
    : GreenfieldHandler(options, logger, encoder)
{
    /// <summary>The key that the request carries, or null.</summary>
    public static string? Read(HttpRequest request) =>
        request.Headers.Authorization.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var scheme, var key, ..] &&
        (scheme.Equals("token", StringComparison.OrdinalIgnoreCase) || scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase))
            ? key
            : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Read(Request) is not { } id)
            return AuthenticateResult.NoResult();
        return await keys.Find(id, Context.RequestAborted) is var (user, key)
            ? Accept(user, key.Permissions)
            : Refuse("ApiKey authentication failed: Unknown API Key");
    }
}
