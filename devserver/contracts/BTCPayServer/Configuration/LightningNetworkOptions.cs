using BTCPayServer.Lightning;

namespace BTCPayServer.Configuration;

/// <summary>The server's own Lightning nodes.</summary>
public class LightningNetworkOptions
{
    public Dictionary<string, ILightningClient> InternalLightningByCryptoCode { get; set; } = [];
}
