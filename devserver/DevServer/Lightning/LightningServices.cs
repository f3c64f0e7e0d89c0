using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Configuration;
using BTCPayServer.Lightning;
using BTCPayServer.Payments;
using BTCPayServer.Services;
using BTCPayServer.Services.Invoices;
using Microsoft.Extensions.Options;

namespace DevServer.Lightning;

/// <summary>Registers the simulated Lightning node, the wallet outside, and the ways to them.</summary>
public static class LightningServices
{
    public static IServiceCollection AddDevLightning(this IServiceCollection services)
    {
        services.AddSingleton<LightningInvoices>();
        services.AddSingleton<LightningPayments>();
        services.AddSingleton<LightningNode>();
        services.AddSingleton<IPaymentMethodHandler, LightningMethod>();
        services.AddSingleton<PaymentMethodHandlerDictionary>();
        services.AddSingleton<ILightningConnectionStringHandler, LightningConnection>();
        services.AddSingleton<LightningClientFactoryService>();
        services.AddSingleton<IConfigureOptions<LightningNetworkOptions>>(sp => new ConfigureOptions<LightningNetworkOptions>(
            o => o.InternalLightningByCryptoCode["BTC"] = sp.GetRequiredService<LightningNode>()));
        services.AddStartupTask<LightningRestart>();
        return services;
    }
}
