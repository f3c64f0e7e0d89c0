using BTCPayServer.Client.JsonConverters;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Client.Models;

public class InvoiceDataBase
{
    [JsonConverter(typeof(StringEnumConverter))]
    public InvoiceType Type { get; set; }

    public string? Currency { get; set; }

    public JObject? Metadata { get; set; }

    public CheckoutOptions Checkout { get; set; } = new();

    public ReceiptOptions? Receipt { get; set; } = new();

    public class ReceiptOptions
    {
        public bool? Enabled { get; set; }

        public bool? ShowQR { get; set; }

        public bool? ShowPayments { get; set; }

        [JsonExtensionData]
        public IDictionary<string, JToken>? AdditionalData { get; set; }
    }

    public class CheckoutOptions
    {
        [JsonConverter(typeof(StringEnumConverter))]
        public SpeedPolicy? SpeedPolicy { get; set; }

        public string[]? PaymentMethods { get; set; }

        public string? DefaultPaymentMethod { get; set; }

        [JsonConverter(typeof(TimeSpanJsonConverter.Minutes))]
        [JsonProperty("expirationMinutes")]
        public TimeSpan? Expiration { get; set; }

        [JsonConverter(typeof(TimeSpanJsonConverter.Minutes))]
        [JsonProperty("monitoringMinutes")]
        public TimeSpan? Monitoring { get; set; }

        public double? PaymentTolerance { get; set; }

        [JsonProperty("redirectURL")]
        public string? RedirectURL { get; set; }

        public bool? RedirectAutomatically { get; set; }

        public string? DefaultLanguage { get; set; }

        public bool? LazyPaymentMethods { get; set; }
    }
}
