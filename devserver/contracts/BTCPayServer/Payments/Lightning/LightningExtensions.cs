using BTCPayServer.Configuration;
using BTCPayServer.Lightning;
using BTCPayServer.Services;

namespace BTCPayServer.Payments.Lightning;

public static class LightningExtensions
{
    /// <exception cref="PaymentMethodUnavailableException">The internal node is asked for, and the server has none.</exception>
    /// <exception cref="FormatException">The connection string cannot be understood.</exception>
    public static ILightningClient CreateLightningClient(
        this LightningPaymentMethodConfig supportedPaymentMethod,
        BTCPayNetwork network,
        LightningNetworkOptions options,
        LightningClientFactoryService lightningClientFactory)
    {
        if (supportedPaymentMethod.GetExternalLightningUrl() is { } external)
            return lightningClientFactory.Create(external, network);
        return supportedPaymentMethod.IsInternalNode && options.InternalLightningByCryptoCode.TryGetValue(network.CryptoCode, out var node)
            ? node
            : throw new PaymentMethodUnavailableException("The server has no internal node");
    }
}
