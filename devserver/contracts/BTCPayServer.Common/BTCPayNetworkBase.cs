namespace BTCPayServer;

public abstract class BTCPayNetworkBase
{
    public string CryptoCode { get; set; }
}
