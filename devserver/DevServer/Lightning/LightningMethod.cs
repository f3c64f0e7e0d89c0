using BTCPayServer;
using BTCPayServer.Payments;
using BTCPayServer.Payments.Bitcoin;
using BTCPayServer.Payments.Lightning;
using NBitcoin;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace DevServer.Lightning;

/// <summary>The payment method BTC-LN, on regtest.</summary>
internal sealed class LightningMethod : IPaymentMethodHandler, IHasNetwork
{
    public PaymentMethodId PaymentMethodId { get; } = PaymentTypes.LN.GetPaymentMethodId("BTC");

    public BTCPayNetwork Network { get; } = new() { CryptoCode = "BTC", NBitcoinNetwork = NBitcoin.Network.RegTest };

    public JsonSerializer Serializer { get; } = JsonSerializer.Create(new JsonSerializerSettings { ContractResolver = new CamelCasePropertyNamesContractResolver() });

    public object ParsePaymentMethodConfig(JToken config) => config.ToObject<LightningPaymentMethodConfig>()!;
}
