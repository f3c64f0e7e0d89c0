using BTCPayServer.Lightning;
using BTCPayServer.Lightning.Codec;
using DevServer.Invoices;
using NBitcoin;

namespace DevServer.Lightning;

/// <summary>
/// A simulated node behind the server's interface. It answers as phoenixd was seen to do behind BTCPay Server 2.4.1, but keeps to the fee cap;
/// it pays a hash once, ever, and counts every attempt.
/// </summary>
public sealed class LightningNode(LightningPayments payments, LightningInvoices invoices, InvoiceSimulator simulator) : ILightningClient
{
    public async Task<LightningPayment?> GetPayment(string paymentHash, CancellationToken cancellation = default)
    {
        await MustBeUp(cancellation);
        return await payments.Find(paymentHash.ToLowerInvariant(), cancellation) is { Status: not "none" } row
            ? new LightningPayment
            {
                Id = row.PaymentHash,
                PaymentHash = row.PaymentHash,
                Preimage = row.Preimage,
                BOLT11 = row.Bolt11,
                CreatedAt = row.Created,
                Amount = new LightMoney(row.AmountMsat),
                AmountSent = new LightMoney(row.AmountMsat + row.FeeMsat),
                Fee = new LightMoney(row.FeeMsat),
                Status = row.Status switch
                {
                    "complete" => LightningPaymentStatus.Complete,
                    "failed" => LightningPaymentStatus.Failed,
                    _ => LightningPaymentStatus.Pending,
                },
            }
            : null;
    }

    public async Task<LightningInvoice> CreateInvoice(CreateInvoiceParams createInvoiceRequest, CancellationToken cancellation = default)
    {
        await MustBeUp(cancellation);
        var description = createInvoiceRequest.Description ?? "";
        var row = await invoices.ForNode(createInvoiceRequest.Amount.MilliSatoshi, description, createInvoiceRequest.DescriptionHashOnly, createInvoiceRequest.Expiry, cancellation);
        return new LightningInvoice
        {
            Id = row.PaymentHash,
            PaymentHash = row.PaymentHash,
            BOLT11 = row.Bolt11,
            Amount = createInvoiceRequest.Amount,
            ExpiresAt = new DateTimeOffset(DateTime.SpecifyKind(row.Expires, DateTimeKind.Utc)),
        };
    }

    public async Task<LightningNodeInformation> GetInfo(CancellationToken cancellation = default)
    {
        await MustBeUp(cancellation);
        return new LightningNodeInformation { Alias = "DevServer" };
    }

    public async Task<PayResponse> Pay(string bolt11, PayInvoiceParams payParams, CancellationToken cancellation = default)
    {
        await MustBeUp(cancellation);
        if (Read(bolt11) is not { PaymentHash: { } hashBytes, PaymentSecret: not null, RequiresUnknown: false, Prefix: LightningInvoices.Prefix } request
            || request.Signer() is null)
            return new PayResponse(PayResult.Error, "The payment request is not valid");
        if ((request.AmountMsat ?? payParams.Amount?.MilliSatoshi) is not (> 0 and var amount))
            return new PayResponse(PayResult.Error, "The payment request has no amount, and none was given");
        var hash = Convert.ToHexStringLower(hashBytes);
        var timeout = payParams.SendTimeout ?? PayInvoiceParams.DefaultSendTimeout;

        var (before, trouble, delay) = await payments.Attempt(hash, bolt11, amount, cancellation);
        if (before.Status == "complete")
            return new PayResponse(PayResult.Ok);
        if (before.Status == "pending")
            throw new InvalidOperationException("The payment is on its way already");

        if (trouble is LightningTrouble.Throw)
            throw new HttpRequestException("The node cannot be reached");
        if (trouble is LightningTrouble.ErrorUnrecorded)
            return new PayResponse(PayResult.Error, "Something went wrong");
        if (trouble is LightningTrouble.Fail or LightningTrouble.Error)
        {
            await payments.Fail(hash);
            return trouble is LightningTrouble.Fail
                ? new PayResponse(PayResult.CouldNotFindRoute, "No route to the payee")
                : new PayResponse(PayResult.Error, "The payee refused");
        }

        var settles = trouble switch
        {
            LightningTrouble.Unknown or LightningTrouble.NeverAnswer or LightningTrouble.Deaf => null,
            LightningTrouble.FailAfterRestart => "failed",
            _ => "paid",
        };
        if (!await payments.Begin(hash, amount, settles))
            throw new InvalidOperationException("The payment is on its way already");
        if (trouble is LightningTrouble.Unknown)
            return new PayResponse(PayResult.Unknown, "Still trying");
        if (trouble is LightningTrouble.Retries)
        {
            await payments.FailTry(hash);
            await Task.Delay(timeout, cancellation);
            return new PayResponse(PayResult.Error, "The node did not answer in time");
        }
        if (trouble is LightningTrouble.Deaf)
            return await Silence(Timeout.InfiniteTimeSpan, CancellationToken.None);
        if (trouble is LightningTrouble.NeverAnswer or LightningTrouble.AnswerAfterRestart or LightningTrouble.FailAfterRestart)
            return await Silence(timeout, cancellation);
        // Money that is on its way goes on, whoever waits.
        await Task.Delay(delay, CancellationToken.None);
        return await Send(hash, amount, payParams.MaxFeeFlat, trouble, timeout, cancellation);
    }

    /// <summary>Ends a pending payment. False: it was not pending, or could not be paid.</summary>
    internal async Task<bool> Settle(string paymentHash, bool paid)
    {
        if (await payments.Find(paymentHash, default) is not { } row || row is not ({ Status: "pending" } or { Status: "failed", Settles: not null }))
            return false;
        // The next try of one that goes on after a failed one.
        if (row.Status == "failed")
            await payments.Begin(paymentHash, row.AmountMsat, row.Settles);
        if (!paid)
        {
            await payments.Fail(paymentHash);
            return true;
        }
        if (await payments.Complete(paymentHash, await RouteFee(paymentHash, row.AmountMsat)) is not { } payee)
            return false;
        await Tell(payee);
        return true;
    }

    /// <summary>The wallet outside pays an invoice of a store here; null when it cannot be paid.</summary>
    internal async Task<LightningInvoiceRow?> Receive(string paymentHash, long amountMsat)
    {
        var payee = await payments.Receive(paymentHash, amountMsat);
        if (payee is not null)
            await Tell(payee);
        return payee;
    }

    /// <summary>Tells the invoice of a store here that it was paid.</summary>
    internal Task Tell(LightningInvoiceRow payee) =>
        payee is { InvoiceId: { } invoiceId, ReceivedMsat: { } msat } ? simulator.Receive(invoiceId, msat, payee.PaymentHash) : Task.CompletedTask;

    private async Task<PayResponse> Send(string hash, long amount, Money? cap, LightningTrouble trouble, TimeSpan timeout, CancellationToken ct)
    {
        var fee = await RouteFee(hash, amount);
        if (trouble is LightningTrouble.FeeHigher)
            fee = Math.Max(fee, (cap?.Satoshi ?? 0) * 1000) + 2_000;
        else if (cap is not null && fee > cap.Satoshi * 1000)
            return await Failed(hash, "No route within the fee limit");
        if (await payments.Complete(hash, fee) is not { } payee)
            return await Failed(hash, "No route: the payee does not take it, or the node has too little");
        await Tell(payee);
        return trouble switch
        {
            LightningTrouble.PaysButErrors => new PayResponse(PayResult.Error, "Something went wrong"),
            LightningTrouble.PaysButThrows => throw new HttpRequestException("The connection was lost"),
            LightningTrouble.PaysButSilent => await Silence(timeout, ct),
            _ => new PayResponse(PayResult.Ok, new PayDetails
            {
                TotalAmount = new LightMoney(amount + fee),
                FeeAmount = new LightMoney(fee),
                Status = LightningPaymentStatus.Complete,
                Preimage = uint256.Parse(payee.Preimage),
                PaymentHash = uint256.Parse(hash),
            }),
        };
    }

    /// <summary>A thousandth in whole satoshis, at least one; nothing to a store of the node's own.</summary>
    private async Task<long> RouteFee(string hash, long amountMsat) =>
        await invoices.Find(hash, default) is { InvoiceId: not null } ? 0 : (amountMsat + 999_999) / 1_000_000 * 1000;

    private async Task<PayResponse> Failed(string hash, string reason)
    {
        await payments.Fail(hash);
        return new PayResponse(PayResult.CouldNotFindRoute, reason);
    }

    private static async Task<PayResponse> Silence(TimeSpan timeout, CancellationToken ct)
    {
        await Task.Delay(timeout, ct);
        throw new TaskCanceledException("The node did not answer in time");
    }

    private async Task MustBeUp(CancellationToken ct)
    {
        if ((await payments.Node(ct)).Down)
            throw new HttpRequestException("The node cannot be reached");
    }

    private static Bolt11? Read(string bolt11)
    {
        try
        {
            return Bolt11.Decode(bolt11);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
