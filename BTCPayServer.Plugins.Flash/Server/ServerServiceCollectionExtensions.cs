using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Registers the door to BTCPay Server.</summary>
public static class ServerServiceCollectionExtensions
{
    /// <summary>Everything through which the other rooms reach the server.</summary>
    public static IServiceCollection AddFlashServer(this IServiceCollection services)
    {
        services.AddSingleton<IServerConnectionString, ServerConnectionString>();
        services.AddSingleton<IStoreInvoices, StoreInvoices>();
        services.AddSingleton<ICurrencies, Currencies>();
        services.AddSingleton<IStores, Stores>();
        services.AddScoped<IStaff, Staff>();
        services.AddSingleton<IServerRates, ServerRates>();
        services.AddSingleton<IStoreLightning, StoreLightning>();
        services.AddSingleton<ILightningRequests, LightningRequests>();
        services.AddSingleton<IStorePullPayments, StorePullPayments>();
        services.AddSingleton<InvoiceWakeups>();
        services.AddSingleton<IHostedService>(sp => sp.GetRequiredService<InvoiceWakeups>());
        return services;
    }
}
