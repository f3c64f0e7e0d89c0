using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;

namespace DevServer.Stores;

/// <summary>
/// A store as Greenfield shows and takes it. Settings that DevServer does not act on are kept and given back, with the real server's defaults.
/// Times are seconds.
/// </summary>
public sealed class StoreSettings
{
    private static readonly JObject Defaults = JObject.Parse("""
        {
          "defaultCurrency": "USD", "additionalTrackedRates": [], "invoiceExpiration": 900, "displayExpirationTimer": 300, "monitoringExpiration": 86400,
          "refundBOLT11Expiration": 30, "paymentTolerance": 0.0, "anyoneCanCreateInvoice": false, "lightningAmountInSatoshi": false,
          "lightningPrivateRouteHints": false, "onChainWithLnInvoiceFallback": false, "lazyPaymentMethods": false, "redirectAutomatically": false,
          "showRecommendedFee": true, "recommendedFeeBlockTarget": 1, "defaultLang": "en", "networkFeeMode": "MultiplePaymentsOnly",
          "paymentMethodCriteria": [], "payJoinEnabled": false, "autoDetectLanguage": false, "showPayInWalletButton": true, "showStoreHeader": true,
          "celebratePayment": true, "playSoundOnPayment": false, "applyBrandColorToBackend": false, "brandColor": null, "logoUrl": null, "cssUrl": null,
          "paymentSoundUrl": null, "supportUrl": null, "htmlTitle": null, "defaultPaymentMethod": null,
          "lightningDescriptionTemplate": "Paid to {StoreName} (Order ID: {OrderId})", "receipt": { "enabled": true, "showQR": null, "showPayments": null }
        }
        """);

    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? Website { get; set; }

    public bool? Archived { get; set; }

    [JsonConverter(typeof(StringEnumConverter))]
    public SpeedPolicy? SpeedPolicy { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JToken?> Others { get; set; } = [];

    public static StoreSettings From(StoreData store) => new()
    {
        Id = store.Id,
        Name = store.StoreName,
        Website = store.StoreWebsite,
        Archived = store.Archived,
        SpeedPolicy = store.SpeedPolicy,
        Others = Merge(new JObject(), Blob(store)).Properties().ToDictionary(p => p.Name, p => (JToken?)p.Value)
    };

    /// <summary>Writes what was given over the store; what was not given stays.</summary>
    public void ApplyTo(StoreData store)
    {
        store.StoreName = Name ?? store.StoreName;
        store.StoreWebsite = Website ?? store.StoreWebsite;
        store.Archived = Archived ?? store.Archived;
        store.SpeedPolicy = SpeedPolicy ?? store.SpeedPolicy;
        var blob = Blob(store);
        foreach (var (name, value) in Others.Where(o => Defaults.ContainsKey(o.Key) && o.Value is not null && o.Value.Type != JTokenType.Null))
            blob[name] = value;
        store.StoreBlob = blob.ToString(Formatting.None);
    }

    private static JObject Blob(StoreData store) => JObject.Parse(store.StoreBlob ?? "{}");

    private static JObject Merge(JObject into, JObject blob)
    {
        foreach (var (name, fallback) in Defaults)
            into[name] = (blob[name] ?? fallback)?.DeepClone();
        return into;
    }
}
