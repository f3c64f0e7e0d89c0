using BTCPayServer.Payments;

namespace BTCPayServer.Services.Invoices;

/// <summary>The payment methods of the server.</summary>
public class PaymentMethodHandlerDictionary(IEnumerable<IPaymentMethodHandler> handlers) : HandlersDictionary<PaymentMethodId, IPaymentMethodHandler>(handlers);
