using System.Security.Claims;
using System.Text.Encodings.Web;
using BTCPayServer.Abstractions;
using BTCPayServer.Client.Models;
using BTCPayServer.Security;
using DevServer.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Newtonsoft.Json;

namespace DevServer.Security;

/// <summary>Common to both Greenfield schemes: refusals have JSON bodies.</summary>
public abstract class GreenfieldHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string FailureKey = "GreenfieldAuthFailureReason";

    protected AuthenticateResult Refuse(string reason)
    {
        Context.Items.TryAdd(FailureKey, reason);
        return AuthenticateResult.Fail(reason);
    }

    protected AuthenticateResult Accept(User user, IEnumerable<string> permissions)
    {
        List<Claim> claims = [new(ClaimTypes.NameIdentifier, user.Id)];
        if (user.IsAdmin)
            claims.Add(new Claim(ClaimTypes.Role, GreenfieldConstants.AdminRole));
        claims.AddRange(permissions.Select(p => new Claim(GreenfieldConstants.PermissionClaim, p)));
        var identity = new ClaimsIdentity(claims, GreenfieldConstants.AuthenticationType);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Where a page may also be asked for by cookie, a program is not sent to the login page.
        if (!Request.Headers.Accept.Any(a => a?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) is true))
            Request.Headers.XRequestedWith = "XMLHttpRequest";
        var reason = Context.Items[FailureKey] as string ?? "Authentication is required for accessing this endpoint";
        return Write(401, new GreenfieldAPIError("unauthenticated", reason));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Context.Items[PermissionHandler.RequirementKey] is PolicyRequirement requirement
            ? Write(403, new GreenfieldPermissionAPIError(requirement.Policy))
            : base.HandleForbiddenAsync(properties);

    private async Task Write(int status, GreenfieldAPIError error)
    {
        if (Response.HasStarted || Response.ContentLength is not null)
            return;
        var body = System.Text.Encoding.UTF8.GetBytes(JsonConvert.SerializeObject(error, CamelCaseSerializerSettings.Settings));
        Response.StatusCode = status;
        Response.ContentType = "application/json";
        Response.ContentLength = body.Length;
        await Response.Body.WriteAsync(body);
    }
}
