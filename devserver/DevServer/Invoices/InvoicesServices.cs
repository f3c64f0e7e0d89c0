using BTCPayServer;
using BTCPayServer.Controllers;
using BTCPayServer.Services;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Rates;

namespace DevServer.Invoices;

/// <summary>Registers invoices and rates.</summary>
public static class InvoicesServices
{
    public static IServiceCollection AddDevInvoices(this IServiceCollection services)
    {
        services.AddSingleton<RateFetcher, DevRates>();
        services.AddSingleton<DefaultRulesCollection>();
        services.AddSingleton<DisplayFormatter>();
        services.AddSingleton<InvoiceEvents>();
        services.AddSingleton<StoreWallets>();
        services.AddSingleton<DevInvoiceRepository>();
        services.AddSingleton<InvoiceRepository>(sp => sp.GetRequiredService<DevInvoiceRepository>());
        services.AddSingleton<InvoiceSimulator>();
        services.AddSingleton<InvoiceModels>();
        services.AddTransient<UIInvoiceController, DevUIInvoiceController>();
        services.AddHostedService<InvoiceWatcher>();
        return services;
    }
}
