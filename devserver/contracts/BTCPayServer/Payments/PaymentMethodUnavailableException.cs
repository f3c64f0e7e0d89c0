namespace BTCPayServer.Payments;

public class PaymentMethodUnavailableException(string message) : Exception(message);
