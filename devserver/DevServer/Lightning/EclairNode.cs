using BTCPayServer.Lightning;

namespace DevServer.Lightning;

/// <summary>The same node as the server's client of Eclair shows it: of all tries of a payment it tells how the first one ended, and takes that for the payment's end.</summary>
internal sealed class EclairNode(LightningNode node) : ILightningClient
{
    public Task<LightningPayment?> GetPayment(string paymentHash, CancellationToken cancellation = default) => node.GetPayment(paymentHash, cancellation);

    public Task<LightningInvoice> CreateInvoice(CreateInvoiceParams createInvoiceRequest, CancellationToken cancellation = default) => node.CreateInvoice(createInvoiceRequest, cancellation);

    public async Task<PayResponse> Pay(string bolt11, PayInvoiceParams payParams, CancellationToken cancellation = default)
    {
        // Told at once, while the next try begins.
        var response = await node.Pay(bolt11, new PayInvoiceParams { MaxFeeFlat = payParams.MaxFeeFlat, Amount = payParams.Amount, SendTimeout = TimeSpan.Zero }, cancellation);
        return response.Result == PayResult.Error ? new PayResponse(PayResult.CouldNotFindRoute, "A route was not good") : response;
    }

    public Task<LightningNodeInformation> GetInfo(CancellationToken cancellation = default) => node.GetInfo(cancellation);

    /// <summary>As the server's clients do, its connection string.</summary>
    public override string ToString() => "type=eclair;server=http://127.0.0.1/";
}
