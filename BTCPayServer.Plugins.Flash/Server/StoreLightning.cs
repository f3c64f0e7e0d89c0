using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Configuration;
using BTCPayServer.Data;
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

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The store's Lightning node through the server's own client of it.</summary>
internal sealed class StoreLightning(
    StoreRepository stores,
    PaymentMethodHandlerDictionary handlers,
    IOptions<LightningNetworkOptions> options,
    LightningClientFactoryService clients,
    TimeProvider time,
    ILogger<StoreLightning> logger) : IStoreLightning
{
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(10);
    private static readonly PaymentMethodId Method = PaymentTypes.LN.GetPaymentMethodId("BTC");
    private static readonly Refusal Unavailable = new("lightning-unavailable", "The store cannot pay over Lightning.", 503);
    private static readonly Refusal NotAuthorised = new("lightning-not-authorised", "The store may not pay from the server's own Lightning node.", 403);
    private static readonly Refusal StoreNotFound = Refusal.NotFound("store-not-found", "There is no such store.");

    public Result<LightningTerms> Read(string bolt11) =>
        FindNetwork() is { } network ? LightningInvoiceReader.Read(bolt11, network.NBitcoinNetwork, time.GetUtcNow()) : Unavailable;

    public async Task<Refusal?> Obstacle(string storeId, CancellationToken ct) => (await Connect(storeId)).Refusal;

    public async Task<string?> Node(string storeId, CancellationToken ct)
    {
        var (config, _) = await Configured(storeId, paying: false);
        return config is null ? null
            : config.GetExternalLightningUrl() is { } connection ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(connection)).AsSpan(0, 16)) : "internal";
    }

    public async Task<LightningOutcome> Pay(string storeId, LightningTerms terms, long maxFeeMsat, TimeSpan timeout, CancellationToken ct)
    {
        if (terms.AmountMsat is not { } amount)
            return new LightningOutcome.Failed("invoice-amount-missing", "The invoice names no amount.");
        if (maxFeeMsat < 1000)
            return new LightningOutcome.Failed("fee-cap-too-low", "The fee cap must be at least one satoshi: some nodes take none for no cap.");
        var (client, refusal) = await Connect(storeId);
        if (client is null)
            return new LightningOutcome.Failed(refusal!.Code, refusal.Message);
        string problem;
        var began = time.GetTimestamp();
        try
        {
            var parameters = new PayInvoiceParams { MaxFeeFlat = Money.Satoshis(maxFeeMsat / 1000), SendTimeout = timeout };
            // Not every client keeps to the timeout: the last word is ours, a little later.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            stop.CancelAfter(timeout + (timeout < LookTimeout ? timeout : LookTimeout));
            var response = await client.Pay(terms.Bolt11, parameters, stop.Token).WaitAsync(stop.Token);
            switch (response)
            {
                case { Result: PayResult.Ok, Details: { } details }:
                    return Paid(amount, details.FeeAmount ?? Difference(details.TotalAmount, amount), details.Preimage?.ToString());
                case { Result: PayResult.Ok }:
                    // Paid before: only the record of that knows the fee.
                    return await Ask(client, terms.PaymentHash, amount, CancellationToken.None) is LightningOutcome.Paid paid
                        ? paid
                        : Paid(amount, null, null);
                case { Result: PayResult.CouldNotFindRoute or PayResult.Error }:
                    return await Confirm(client, terms, response, amount, time.GetElapsedTime(began) >= timeout - TimeSpan.FromSeconds(1));
            }
            problem = response?.ErrorDetail ?? "The node does not know";
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Lightning payment {PaymentHash} of store {StoreId} has an unknown outcome", terms.PaymentHash, storeId);
            problem = e is OperationCanceledException ? "The node did not answer in time" : e.Message;
        }
        return await Ask(client, terms.PaymentHash, amount, ct) switch
        {
            // That of an earlier attempt, or of a try that the node will follow up with another one: it is looked at again once all of them must be over.
            null or LightningOutcome.Failed => new LightningOutcome.Unknown(problem),
            var known => known,
        };
    }

    public async Task<LightningOutcome?> Look(string storeId, string paymentHash, CancellationToken ct)
    {
        // What was paid can be asked even where paying is no longer allowed.
        var (client, refusal) = await Connect(storeId, paying: false);
        return client is null ? new LightningOutcome.Unknown(refusal!.Message) : await Ask(client, paymentHash, null, ct);
    }

    public async Task<bool> Answers(string storeId, CancellationToken ct)
    {
        var (client, _) = await Connect(storeId, paying: false);
        if (client is null)
            return false;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            stop.CancelAfter(LookTimeout);
            return await client.GetInfo(stop.Token).WaitAsync(stop.Token) is not null;
        }
        catch (NotSupportedException)
        {
            // This kind of node has nothing to say of itself.
            return true;
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "The Lightning node of store {StoreId} does not answer", storeId);
            return false;
        }
    }

    /// <summary>
    /// A failure is believed when the node's own record says so too. No route is one without a record as well; an error is not: some of the server's clients say
    /// that of a lost connection, and some nodes of a payment that is on its way. Nor is one that comes with the timeout: it may only be what the record said
    /// between two tries of a node that goes on trying.
    /// </summary>
    private async Task<LightningOutcome> Confirm(ILightningClient client, LightningTerms terms, PayResponse response, long amount, bool late)
    {
        var noRoute = response.Result is PayResult.CouldNotFindRoute;
        var failed = new LightningOutcome.Failed(noRoute ? "no-route" : "payment-failed", response.ErrorDetail ?? "The node gives no reason");
        return await Ask(client, terms.PaymentHash, amount, CancellationToken.None) switch
        {
            LightningOutcome.Failed => late && !noRoute ? new LightningOutcome.Unknown(failed.Detail) : failed,
            // A record that never tells failures says nothing.
            null or LightningOutcome.Unknown { Doubt: LightningDoubt.NotTold or LightningDoubt.NotListed } => noRoute && TellsFailures(client) ? failed : new LightningOutcome.Unknown(failed.Detail),
            var other => other,
        };
    }

    private async Task<LightningOutcome?> Ask(ILightningClient client, string paymentHash, long? amount, CancellationToken ct)
    {
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            stop.CancelAfter(LookTimeout);
            var payment = await client.GetPayment(paymentHash, stop.Token).WaitAsync(stop.Token);
            return payment?.Status switch
            {
                null => ListsWhatIsOnItsWay(client) ? null : new LightningOutcome.Unknown("The node lists only what was paid", LightningDoubt.NotListed),
                LightningPaymentStatus.Complete => Made(payment, amount),
                LightningPaymentStatus.Failed when !TellsFailures(client) => new LightningOutcome.Unknown("The node tells how its first try ended", LightningDoubt.NotTold),
                LightningPaymentStatus.Failed => new LightningOutcome.Failed("payment-failed", "The node reports it as failed"),
                LightningPaymentStatus.Pending => new LightningOutcome.Unknown("On its way", LightningDoubt.OnItsWay),
                _ => new LightningOutcome.Unknown("The node does not tell", LightningDoubt.NotTold),
            };
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "The Lightning node could not be asked about payment {PaymentHash}", paymentHash);
            return new LightningOutcome.Unknown("The node cannot be asked now");
        }
    }

    private static bool ListsWhatIsOnItsWay(ILightningClient client) => !Is(client, "lndhub");

    // Eclair keeps a record of every try, and the server's client reads the first one as if it were the payment: that it failed says nothing of those that follow.
    private static bool TellsFailures(ILightningClient client) => !Is(client, "eclair");

    /// <summary>The server's clients name themselves by their connection string.</summary>
    private static bool Is(ILightningClient client, string type) => client.ToString()?.StartsWith($"type={type}", StringComparison.OrdinalIgnoreCase) == true;

    private static LightningOutcome.Paid Made(LightningPayment payment, long? known)
    {
        var sent = payment.AmountSent?.MilliSatoshi;
        var amount = known ?? payment.Amount?.MilliSatoshi ?? (sent - payment.Fee?.MilliSatoshi) ?? sent ?? 0;
        return Paid(amount, payment.Fee ?? Difference(payment.AmountSent, amount), payment.Preimage);
    }

    private static LightningOutcome.Paid Paid(long amount, LightMoney? fee, string? preimage) =>
        new(amount, fee?.MilliSatoshi, string.IsNullOrEmpty(preimage) ? null : preimage.ToLowerInvariant());

    private static LightMoney? Difference(LightMoney? total, long amount) =>
        total is not null && total.MilliSatoshi >= amount ? LightMoney.MilliSatoshis(total.MilliSatoshi - amount) : null;

    private async Task<(ILightningClient? Client, Refusal? Refusal)> Connect(string storeId, bool paying = true)
    {
        var (config, refusal) = await Configured(storeId, paying);
        try
        {
            return config is null || FindNetwork() is not { } network ? (null, refusal ?? Unavailable) : (config.CreateLightningClient(network, options.Value, clients), null);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Store {StoreId} has no usable Lightning connection", storeId);
            return (null, Unavailable);
        }
    }

    private async Task<(LightningPaymentMethodConfig? Config, Refusal? Refusal)> Configured(string storeId, bool paying)
    {
        try
        {
            if (await stores.FindStore(storeId) is not { } store)
                return (null, StoreNotFound);
            if (FindNetwork() is null || store.GetPaymentMethodConfig<LightningPaymentMethodConfig>(Method, handlers, onlyEnabled: paying) is not { } config)
                return (null, Unavailable);
            return paying && config.IsInternalNode && !await stores.InternalNodePayoutAuthorized(storeId) ? (null, NotAuthorised) : (config, null);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Store {StoreId} has no usable Lightning settings", storeId);
            return (null, Unavailable);
        }
    }

    private BTCPayNetwork? FindNetwork() => handlers.TryGetValue(Method, out var handler) ? (handler as IHasNetwork)?.Network : null;
}
