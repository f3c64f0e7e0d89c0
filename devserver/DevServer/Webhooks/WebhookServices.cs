using BTCPayServer;

namespace DevServer.Webhooks;

/// <summary>Registers webhooks.</summary>
public static class WebhookServices
{
    public static IServiceCollection AddDevWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookRepository>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService(sp => sp.GetRequiredService<WebhookSender>());
        services.AddWebhookTriggerProvider<InvoiceWebhookProvider>();
        services.AddHostedService<WebhookDispatcher>();
        return services;
    }
}
