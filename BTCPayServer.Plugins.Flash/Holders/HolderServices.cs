using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>The registration of holders.</summary>
public static class HolderServices
{
    /// <summary>Adds what holders and their apps do.</summary>
    public static IServiceCollection AddFlashHolders(this IServiceCollection services)
    {
        services.AddSingleton<ICardReplacement, CardReplacement>();
        services.AddSingleton<HolderCards>();
        services.AddSingleton<HolderHistory>();
        services.AddSingleton<HolderMoney>();
        services.AddSingleton<IHolders, HolderService>();
        services.AddSingleton<HolderPages>();
        return services;
    }
}
