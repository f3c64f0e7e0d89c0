namespace BTCPayServer.Payments;

public static class PaymentTypes
{
    public static readonly PaymentType CHAIN = new("CHAIN");

    public static readonly PaymentType LN = new("LN");
}
