using NBitcoin;

namespace BTCPayServer;

public class BTCPayNetwork : BTCPayNetworkBase
{
    public Network NBitcoinNetwork { get; internal set; }
}
