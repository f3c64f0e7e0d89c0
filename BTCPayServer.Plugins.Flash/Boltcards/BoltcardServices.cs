using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NicolasDorier.RateLimits;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The registration of chips.</summary>
public static class BoltcardServices
{
    /// <summary>The zone in which programming links are used.</summary>
    internal const string ProgrammingZone = "flash-boltcard-program";

    /// <summary>Adds credentials and their programming.</summary>
    public static IServiceCollection AddFlashBoltcards(this IServiceCollection services)
    {
        services.TryAddSingleton<StoreSecrets>();
        services.AddSingleton<TapCodes>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<CredentialRepository>();
        services.AddSingleton<ICredentials, Credentials>();
        services.AddSingleton<ProgrammingRepository>();
        services.AddSingleton<IAdoption, Adoption>();
        services.AddSingleton<IChipProgramming, ChipProgramming>();
        return services;
    }

    /// <summary>Defines the rate limit of programming links, once the server is up.</summary>
    public static void UseFlashBoltcards(this IServiceProvider services) =>
        services.GetRequiredService<IRateLimitService>().SetZone($"zone={ProgrammingZone} rate=60r/min burst=60 nodelay");
}
