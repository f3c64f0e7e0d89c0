namespace BTCPayServer.Lightning;

/// <summary>A Lightning node.</summary>
public interface ILightningClient
{
    /// <summary>An outgoing payment by its hash, or null when the node has no record of it.</summary>
    Task<LightningPayment?> GetPayment(string paymentHash, CancellationToken cancellation = default);

    /// <summary>Makes a payment request on the node.</summary>
    Task<LightningInvoice> CreateInvoice(CreateInvoiceParams createInvoiceRequest, CancellationToken cancellation = default);

    /// <summary>What the node says of itself. Throws when it cannot be asked, and <see cref="NotSupportedException"/> where a kind of node has nothing to say.</summary>
    Task<LightningNodeInformation> GetInfo(CancellationToken cancellation = default);

    /// <summary>Throws when the node cannot be reached or does not answer in time; the payment may then still be made.</summary>
    Task<PayResponse> Pay(string bolt11, PayInvoiceParams payParams, CancellationToken cancellation = default);
}
