using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using NicolasDorier.RateLimits;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>The registration of tills.</summary>
public static class TillsServices
{
    /// <summary>The zone in which pairing codes can be tried.</summary>
    internal const string PairZone = "flash-till-pair";

    /// <summary>Adds tills and their authentication.</summary>
    public static IServiceCollection AddFlashTills(this IServiceCollection services)
    {
        services.AddSingleton<TillRepository>();
        services.AddSingleton<ITillService, TillService>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TillAuthentication>(TillAuthentication.SchemeName, _ => { });
        services.AddAuthorization(options => options.AddPolicy(TillAuthentication.Policy,
            policy => policy.AddAuthenticationSchemes(TillAuthentication.SchemeName).RequireClaim(TillAuthentication.TillClaim)));
        return services;
    }

    /// <summary>Defines the rate limit of pairing, once the server is up.</summary>
    public static void UseFlashTills(this IServiceProvider services) =>
        services.GetRequiredService<IRateLimitService>().SetZone($"zone={PairZone} rate=30r/min burst=30 nodelay");
}
