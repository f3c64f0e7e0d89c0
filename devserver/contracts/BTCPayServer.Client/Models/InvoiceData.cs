using BTCPayServer.Client.JsonConverters;
using BTCPayServer.JsonConverters;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace BTCPayServer.Client.Models;

public class InvoiceData : InvoiceDataBase
{
    public string Id { get; set; }

    public string StoreId { get; set; }

    [JsonConverter(typeof(NumericStringJsonConverter))]
    public decimal Amount { get; set; }

    [JsonConverter(typeof(NumericStringJsonConverter))]
    public decimal PaidAmount { get; set; }

    public string? CheckoutLink { get; set; }

    [JsonConverter(typeof(StringEnumConverter))]
    public InvoiceStatus Status { get; set; }

    [JsonConverter(typeof(StringEnumConverter))]
    public InvoiceExceptionStatus AdditionalStatus { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset MonitoringExpiration { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset ExpirationTime { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTimeOffset CreatedTime { get; set; }

    [JsonProperty(ItemConverterType = typeof(StringEnumConverter))]
    public InvoiceStatus[] AvailableStatusesForManualMarking { get; set; } = [];

    public bool Archived { get; set; }

    [JsonProperty(DefaultValueHandling = DefaultValueHandling.Ignore)]
    public InvoicePaymentMethodDataModel[]? PaymentMethods { get; set; } = [];
}
