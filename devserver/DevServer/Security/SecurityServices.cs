using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Services;
using DevServer.Plugins;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace DevServer.Security;

/// <summary>Authentication schemes and permissions.</summary>
public static class SecurityServices
{
    public static void AddDevSecurity(this IServiceCollection services)
    {
        services.AddSingleton<EscapeCounter>();
        services.AddPolicyDefinitions(BuiltInPolicies.All);
        services.AddSingleton<PermissionService>();
        services.AddSingleton<IConfigureOptions<AuthorizationOptions>, PolicyOptions>();
        services.AddSingleton<IAuthorizationHandler, PermissionHandler>();
        services.AddAuthorization();
        services.AddSingleton<CookieEvents>();
        services.AddAuthentication(AuthenticationSchemes.Cookie)
            .AddCookie(AuthenticationSchemes.Cookie, o =>
            {
                o.LoginPath = "/login";
                o.LogoutPath = "/logout";
                o.AccessDeniedPath = "/errors/403";
                o.Cookie.Name = ".AspNetCore." + AuthenticationSchemes.Cookie;
                o.EventsType = typeof(CookieEvents);
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(AuthenticationSchemes.GreenfieldAPIKeys, null)
            .AddScheme<AuthenticationSchemeOptions, BasicHandler>(AuthenticationSchemes.GreenfieldBasic, null);
    }
}
