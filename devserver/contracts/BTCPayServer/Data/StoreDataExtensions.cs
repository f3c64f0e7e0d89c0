using BTCPayServer.Payments;
using BTCPayServer.Services.Invoices;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Data;

public static class StoreDataExtensions
{
    public static StoreBlob GetStoreBlob(this StoreData storeData) =>
        string.IsNullOrEmpty(storeData.StoreBlob) ? new StoreBlob() : JsonConvert.DeserializeObject<StoreBlob>(storeData.StoreBlob)!;

    /// <summary>The store's configuration of a payment method, or null when it has none.</summary>
    public static T? GetPaymentMethodConfig<T>(this StoreData storeData, PaymentMethodId paymentMethodId, PaymentMethodHandlerDictionary handlers, bool onlyEnabled = false)
        where T : class =>
        !string.IsNullOrEmpty(storeData.DerivationStrategies)
        && JObject.Parse(storeData.DerivationStrategies).GetValue(paymentMethodId.ToString(), StringComparison.OrdinalIgnoreCase) is JObject config
        && handlers.TryGetValue(paymentMethodId, out var handler)
            ? handler.ParsePaymentMethodConfig(config) as T
            : null;
}
