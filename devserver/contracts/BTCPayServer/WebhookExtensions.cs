using BTCPayServer.Plugins.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer;

public static class WebhookExtensions
{
    public static IServiceCollection AddWebhookTriggerProvider<T>(this IServiceCollection services)
        where T : WebhookTriggerProvider =>
        services.AddSingleton<T>().AddSingleton<WebhookTriggerProvider>(sp => sp.GetRequiredService<T>());
}
