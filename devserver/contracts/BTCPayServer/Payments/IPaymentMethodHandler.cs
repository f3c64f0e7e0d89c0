using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Payments;

/// <summary>What the server knows of a payment method.</summary>
public interface IPaymentMethodHandler : IHandler<PaymentMethodId>
{
    PaymentMethodId IHandler<PaymentMethodId>.Id => PaymentMethodId;

    PaymentMethodId PaymentMethodId { get; }

    /// <summary>Writes and reads the method's own types.</summary>
    JsonSerializer Serializer { get; }

    /// <summary>A store's configuration of the method, of the method's own type.</summary>
    object ParsePaymentMethodConfig(JToken config);
}
