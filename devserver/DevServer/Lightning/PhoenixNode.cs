using BTCPayServer.Lightning;

namespace DevServer.Lightning;

/// <summary>
/// The same node as the server's client of phoenixd shows it: it deals in whole satoshis, has no record of anything while the node answers with an error,
/// and does not tell a failed payment from one on its way.
/// </summary>
internal sealed class PhoenixNode(LightningNode node) : ILightningClient
{
    public async Task<LightningPayment?> GetPayment(string paymentHash, CancellationToken cancellation = default)
    {
        LightningPayment? payment;
        try
        {
            payment = await node.GetPayment(paymentHash, cancellation);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        if (payment is not null && payment.Status != LightningPaymentStatus.Complete)
            payment.Status = LightningPaymentStatus.Unknown;
        return payment;
    }

    public Task<LightningInvoice> CreateInvoice(CreateInvoiceParams createInvoiceRequest, CancellationToken cancellation = default)
    {
        createInvoiceRequest.Amount = new LightMoney(createInvoiceRequest.Amount.MilliSatoshi / 1000 * 1000);
        return node.CreateInvoice(createInvoiceRequest, cancellation);
    }

    public Task<PayResponse> Pay(string bolt11, PayInvoiceParams payParams, CancellationToken cancellation = default) => node.Pay(bolt11, payParams, cancellation);

    public Task<LightningNodeInformation> GetInfo(CancellationToken cancellation = default) => node.GetInfo(cancellation);
}
