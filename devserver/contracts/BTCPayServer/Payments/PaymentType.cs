namespace BTCPayServer.Payments;

/// <summary>A way to pay, whatever the currency.</summary>
public class PaymentType(string paymentType)
{
    private readonly string name = paymentType;

    public PaymentMethodId GetPaymentMethodId(string cryptoCode) => new($"{cryptoCode.ToUpperInvariant()}-{name}");

    public override string ToString() => name;
}
