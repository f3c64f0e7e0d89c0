namespace BTCPayServer;

public static class CorsPolicies
{
    public const string All = "BTCPAY_ALL";
}
