using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>The admin pages' registration.</summary>
public static class PagesServices
{
    /// <summary>Adds the pages' wording and their place in the store's navigation.</summary>
    public static IServiceCollection AddFlashPages(this IServiceCollection services)
    {
        services.AddSingleton<PageText>();
        services.AddUIExtension("store-integrations-nav", "/Plugins/Flash/Views/NavExtension.cshtml");
        return services;
    }
}
