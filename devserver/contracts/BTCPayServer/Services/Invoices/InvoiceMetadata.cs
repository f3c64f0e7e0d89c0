using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Services.Invoices;

/// <summary>An invoice's metadata: whatever was given, with names for the usual entries.</summary>
public class InvoiceMetadata : IHasAdditionalData
{
    [JsonExtensionData]
    public IDictionary<string, JToken>? AdditionalData { get; set; }

    [JsonIgnore]
    public string? OrderId
    {
        get => this.GetAdditionalData<string>("orderId");
        set => this.SetAdditionalData("orderId", value);
    }

    [JsonIgnore]
    public string? ItemDesc
    {
        get => this.GetAdditionalData<string>("itemDesc");
        set => this.SetAdditionalData("itemDesc", value);
    }

    public static InvoiceMetadata FromJObject(JObject jObject) => jObject.ToObject<InvoiceMetadata>()!;

    public JObject ToJObject() => JObject.FromObject(this);
}
