using System.Net.Mime;
using System.Security.Claims;
using System.Text.Encodings.Web;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>
/// The tills' own way in: <c>Authorization: Till flt_…</c>, or <c>Bearer flt_…</c>. The server's permissions never hold for it, and it opens
/// nothing but the till's own routes.
/// </summary>
public sealed class TillAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ITillService tills)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Flash.Till";
    /// <summary>The policy that asks for a till.</summary>
    public const string Policy = "Flash.Till";
    internal const string TillClaim = "flash.till";
    internal const string StoreClaim = "flash.till.store";

    private bool _unavailable;

    /// <inheritdoc />
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Token(Request) is not { } token)
            return AuthenticateResult.NoResult();
        TillIdentity? till;
        try
        {
            till = await tills.Authenticate(token, Context.RequestAborted);
        }
        catch (Exception e)
        {
            // No controller's filter is around this: what escaped here would make the server disable the plugin.
            if (!Context.RequestAborted.IsCancellationRequested)
                Logger.LogError(e, "Flash: a till's token could not be looked up");
            _unavailable = true;
            return AuthenticateResult.Fail("Till tokens cannot be looked up now");
        }
        if (till is null)
            return AuthenticateResult.Fail("Unknown or revoked till token");
        var identity = new ClaimsIdentity(
            [new Claim(TillClaim, till.TillId.ToString()), new Claim(StoreClaim, till.StoreId), new Claim(ClaimTypes.Name, till.Name)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <inheritdoc />
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_unavailable)
            return Write(ApiRefusals.Unavailable);
        Response.Headers.WWWAuthenticate = "Till";
        return Write(ApiRefusals.Unauthenticated);
    }

    /// <inheritdoc />
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Write(ApiRefusals.Forbidden);

    private async Task Write(Refusal refusal)
    {
        Response.StatusCode = refusal.Status;
        Response.ContentType = MediaTypeNames.Application.Json;
        await Response.WriteAsync(JsonConvert.SerializeObject(new { code = refusal.Code, message = refusal.Message }));
    }

    private static string? Token(HttpRequest request)
    {
        var values = request.Headers.Authorization;
        if (values.Count != 1 || values[0] is not { } header)
            return null;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return null;
        var scheme = header.AsSpan(0, space);
        if (!scheme.Equals("Till", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[(space + 1)..].Trim();
        return token.StartsWith(TillSecrets.TokenPrefix, StringComparison.Ordinal) ? token : null;
    }
}
