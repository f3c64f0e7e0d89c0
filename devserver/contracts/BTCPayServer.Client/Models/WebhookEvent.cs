using BTCPayServer.Client.JsonConverters;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Client.Models;

/// <summary>What is delivered to a webhook.</summary>
public class WebhookEvent
{
    public static readonly JsonSerializerSettings DefaultSerializerSettings = new() { ContractResolver = new CamelCasePropertyNamesContractResolver() };

    public string DeliveryId { get; set; }

    public string WebhookId { get; set; }

    public string OriginalDeliveryId { get; set; }

    public bool IsRedelivery { get; set; }

    public string Type { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset Timestamp { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JToken>? AdditionalData { get; set; }
}
