using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>The database's registration.</summary>
public static class DataServices
{
    /// <summary>Adds the connections and the migrations that run at start.</summary>
    public static IServiceCollection AddFlashData(this IServiceCollection services)
    {
        services.AddSingleton(s => new FlashDatabase(s.GetRequiredService<IServerConnectionString>().Value));
        services.AddSingleton<FlashMigrations>();
        services.AddStartupTask<FlashMigrations>();
        return services;
    }
}
