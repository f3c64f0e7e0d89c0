using Newtonsoft.Json;

namespace BTCPayServer.Client.Models;

public class StoreWebhookBaseData
{
    public bool Enabled { get; set; } = true;

    /// <summary>Given back only when the webhook is made.</summary>
    [JsonProperty(DefaultValueHandling = DefaultValueHandling.Ignore)]
    public string? Secret { get; set; }

    public bool AutomaticRedelivery { get; set; } = true;

    public string? Url { get; set; }

    public AuthorizedEventsData? AuthorizedEvents { get; set; } = new();

    public class AuthorizedEventsData
    {
        public bool Everything { get; set; } = true;

        public string[]? SpecificEvents { get; set; } = [];
    }
}

public class StoreWebhookData : StoreWebhookBaseData
{
    public string Id { get; set; }
}

public class CreateStoreWebhookRequest : StoreWebhookBaseData;

public class UpdateStoreWebhookRequest : StoreWebhookBaseData;
