using BTCPayServer;
using BTCPayServer.HostedServices;
using BTCPayServer.Plugins.Webhooks;

namespace DevServer.Webhooks;

/// <summary>Offers every event to every provider, the plugins' too.</summary>
public sealed class WebhookDispatcher(EventAggregator events, IEnumerable<WebhookTriggerProvider> providers, WebhookSender sender, ILogger<WebhookDispatcher> logger)
    : EventHostedServiceBase(events, logger)
{
    protected override void SubscribeToEvents() => SubscribeAny<object>();

    protected override async Task ProcessEvent(object evt, CancellationToken cancellationToken)
    {
        foreach (var provider in providers)
        {
            if (await provider.GetWebhookEventAsync(evt) is not { } webhookEvent)
                continue;
            await sender.Enqueue(webhookEvent);
            return;
        }
    }
}
