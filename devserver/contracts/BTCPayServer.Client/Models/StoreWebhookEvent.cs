using Newtonsoft.Json;

namespace BTCPayServer.Client.Models;

public abstract class StoreWebhookEvent : WebhookEvent
{
    [JsonProperty(Order = 1)]
    public string StoreId { get; set; }
}
