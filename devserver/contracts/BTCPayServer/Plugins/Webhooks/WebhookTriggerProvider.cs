using BTCPayServer.Client.Models;

namespace BTCPayServer.Plugins.Webhooks;

/// <summary>Turns an event of the aggregator into what is delivered to a store's webhooks.</summary>
public abstract class WebhookTriggerProvider
{
    public abstract Task<StoreWebhookEvent?> GetWebhookEventAsync(object evt);
}

public abstract class WebhookTriggerProvider<T> : WebhookTriggerProvider
    where T : class
{
    public sealed override async Task<StoreWebhookEvent?> GetWebhookEventAsync(object evt) => evt is T mine ? await GetWebhookEventAsync(mine) : null;

    protected virtual Task<StoreWebhookEvent?> GetWebhookEventAsync(T evt) => Task.FromResult(GetWebhookEvent(evt));

    protected virtual StoreWebhookEvent? GetWebhookEvent(T evt) => null;
}
