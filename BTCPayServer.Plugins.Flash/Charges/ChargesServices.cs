using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>The registration of charges.</summary>
public static class ChargesServices
{
    /// <summary>Adds charges.</summary>
    public static IServiceCollection AddFlashCharges(this IServiceCollection services)
    {
        services.AddSingleton<CardLookup>();
        services.AddSingleton<CardReader>();
        services.AddSingleton<IChargeService, ChargeService>();
        return services;
    }
}
