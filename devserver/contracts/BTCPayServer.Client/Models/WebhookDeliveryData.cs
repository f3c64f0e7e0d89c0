using BTCPayServer.Client.JsonConverters;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace BTCPayServer.Client.Models;

public class WebhookDeliveryData
{
    public string Id { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset Timestamp { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset DeliveryTime { get; set; }

    public int? HttpCode { get; set; }

    public string? ErrorMessage { get; set; }

    [JsonConverter(typeof(StringEnumConverter))]
    public WebhookDeliveryStatus Status { get; set; }
}
