using System.Security.Claims;
using BTCPayServer.Client;
using BTCPayServer.Security;
using DevServer.Users;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;

namespace DevServer.Security;

/// <summary>A cookie is worth the user's present state, and may do what the user may.</summary>
public sealed class CookieEvents(UserRepository users) : CookieAuthenticationEvents
{
    public static ClaimsPrincipal Principal(User user)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.NameIdentifier, user.Id),
            new(ClaimTypes.Name, user.Email),
            new(GreenfieldConstants.StampClaim, user.SecurityStamp),
            new(GreenfieldConstants.PermissionClaim, Policies.Unrestricted)
        ];
        if (user.IsAdmin)
            claims.Add(new Claim(ClaimTypes.Role, GreenfieldConstants.AdminRole));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, BTCPayServer.Abstractions.Constants.AuthenticationSchemes.Cookie));
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var user = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? await users.Find(id, context.HttpContext.RequestAborted)
            : null;
        if (user is null || user.SecurityStamp != context.Principal!.FindFirstValue(GreenfieldConstants.StampClaim))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.HttpContext.Items[PermissionHandler.RequirementKey] is PolicyRequirement requirement)
            context.RedirectUri = QueryHelpers.AddQueryString(context.RedirectUri, "permission", requirement.Policy);
        return base.RedirectToAccessDenied(context);
    }
}
