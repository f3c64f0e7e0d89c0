using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>The loads' registration.</summary>
public static class LoadServices
{
    /// <summary>Adds loads and the worker that reconciles them.</summary>
    public static IServiceCollection AddFlashLoads(this IServiceCollection services)
    {
        services.AddSingleton<LoadRepository>();
        services.AddSingleton<LoadReconciler>();
        services.AddSingleton<ILoadService, LoadService>();
        services.AddSingleton<IUnclaimedMoney, UnclaimedMoney>();
        services.AddSingleton<LoadWorker>();
        services.AddSingleton<IInvoiceWakeup>(s => s.GetRequiredService<LoadWorker>());
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<LoadWorker>());
        return services;
    }
}
