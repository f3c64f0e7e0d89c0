using BTCPayServer.Configuration;
using BTCPayServer.Data;
using BTCPayServer.Events;
using BTCPayServer.Lightning;
using BTCPayServer.Payments;
using BTCPayServer.Payments.Bitcoin;
using BTCPayServer.Payments.Lightning;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Services;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NBitcoin;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Payment requests from the store's node, put into the invoice's own Lightning prompt, where the server's listener finds them.</summary>
internal sealed class LightningRequests(
    StoreRepository stores,
    InvoiceRepository invoices,
    PaymentMethodHandlerDictionary handlers,
    IOptions<LightningNetworkOptions> options,
    LightningClientFactoryService clients,
    EventAggregator events,
    TimeProvider time,
    ILogger<LightningRequests> logger) : ILightningRequests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly PaymentMethodId Method = PaymentTypes.LN.GetPaymentMethodId("BTC");

    public async Task<Result<string>> Request(string storeId, string invoiceId, long amountMsat, string described, CancellationToken ct)
    {
        try
        {
            if (await stores.FindStore(storeId) is not { } store
                || await invoices.GetInvoice(invoiceId) is not { } invoice || invoice.StoreId != storeId
                || !handlers.TryGetValue(Method, out var handler) || handler is not IHasNetwork { Network: { } network }
                || store.GetPaymentMethodConfig<LightningPaymentMethodConfig>(Method, handlers, onlyEnabled: true) is not { } config
                || invoice.GetPaymentPrompt(Method) is not { } prompt)
                return LightningRequestRefusals.Unavailable;
            var left = invoice.ExpirationTime - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                return LightningRequestRefusals.Unavailable;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            stop.CancelAfter(Timeout);
            var made = await config.CreateLightningClient(network, options.Value, clients).CreateInvoice(
                new CreateInvoiceParams(new LightMoney(amountMsat), described, left)
                {
                    DescriptionHashOnly = true,
                    PrivateRouteHints = store.GetStoreBlob().LightningPrivateRouteHints
                }, stop.Token).WaitAsync(stop.Token);
            var terms = LightningInvoiceReader.Read(made.BOLT11, network.NBitcoinNetwork, time.GetUtcNow());
            if (!terms.Ok || terms.Value.AmountMsat != amountMsat)
            {
                if (amountMsat % 1000 != 0)
                    return LightningRequestRefusals.WholeSatoshis;
                logger.LogWarning("The node of store {StoreId} made another payment request than was asked for", storeId);
                return LightningRequestRefusals.Unavailable;
            }
            prompt.Destination = made.BOLT11;
            prompt.Details = JObject.FromObject(new LigthningPaymentPromptDetails
            {
                InvoiceId = made.Id,
                PaymentHash = uint256.Parse(terms.Value.PaymentHash),
                Preimage = string.IsNullOrEmpty(made.Preimage) ? null : uint256.Parse(made.Preimage)
            }, handler.Serializer);
            prompt.Inactive = false;
            // From here on the payer may pay it whatever happens to us: the invoice knows it before the payer does.
            await invoices.UpdatePrompt(invoiceId, prompt, [terms.Value.PaymentHash]);
            if (await invoices.GetInvoice(invoiceId) is { } changed)
                events.Publish(new InvoicePaymentMethodActivated(Method, changed));
            return made.BOLT11;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            logger.LogWarning(e, "The node of store {StoreId} made no payment request for invoice {InvoiceId}", storeId, invoiceId);
            return LightningRequestRefusals.Unavailable;
        }
    }
}
