using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The registration of chips.</summary>
public static class BoltcardServices
{
    /// <summary>Adds credentials and their programming.</summary>
    public static IServiceCollection AddFlashBoltcards(this IServiceCollection services)
    {
        services.TryAddSingleton<StoreSecrets>();
        services.AddSingleton<TapCodes>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<CredentialRepository>();
        services.AddSingleton<ICredentials, Credentials>();
        return services;
    }
}
