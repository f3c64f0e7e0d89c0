using BTCPayServer.Abstractions.Contracts;
using Microsoft.Extensions.Localization;

namespace DevServer.Ui;

/// <summary>Pages, their texts and what the navigation needs.</summary>
public static class UiServices
{
    public static void AddDevUi(this IServiceCollection services)
    {
        services.AddSingleton<DevStringLocalizer>();
        services.AddSingleton<IStringLocalizer>(sp => sp.GetRequiredService<DevStringLocalizer>());
        services.AddSingleton<IStringLocalizerFactory, DevStringLocalizerFactory>();
        services.AddLocalization();
        services.AddScoped<IScopeProvider, ScopeProvider>();
        services.AddScoped<NavigationState>();
    }
}
