using BTCPayServer.Lightning;

namespace DevServer.Lightning;

/// <summary>The same node as the server's client of an LNDhub shows it: a wallet whose records list what was paid, and not what is on its way.</summary>
internal sealed class HubNode(LightningNode node) : ILightningClient
{
    public async Task<LightningPayment?> GetPayment(string paymentHash, CancellationToken cancellation = default) =>
        await node.GetPayment(paymentHash, cancellation) is { Status: LightningPaymentStatus.Complete } paid ? paid : null;

    public Task<LightningInvoice> CreateInvoice(CreateInvoiceParams createInvoiceRequest, CancellationToken cancellation = default) => node.CreateInvoice(createInvoiceRequest, cancellation);

    public Task<PayResponse> Pay(string bolt11, PayInvoiceParams payParams, CancellationToken cancellation = default) => node.Pay(bolt11, payParams, cancellation);

    public Task<LightningNodeInformation> GetInfo(CancellationToken cancellation = default) => node.GetInfo(cancellation);

    /// <summary>As the server's clients do, its connection string.</summary>
    public override string ToString() => "type=lndhub;server=http://127.0.0.1/";
}
