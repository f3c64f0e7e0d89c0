using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>The registration of top-ups.</summary>
public static class TopUpServices
{
    /// <summary>Adds top-ups by LNURL-pay.</summary>
    public static IServiceCollection AddFlashTopUps(this IServiceCollection services)
    {
        services.TryAddSingleton<RequestRates>();
        services.AddSingleton<RequestCounts>();
        services.AddSingleton<ITopUps, TopUpService>();
        return services;
    }
}
