using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using Newtonsoft.Json;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Moves a payment's money together with its row: both or neither.</summary>
internal sealed class PaymentBooks(FlashDatabase database, ILedger ledger, PaymentRepository payments, TimeProvider time)
{
    /// <summary>What the payee got.</summary>
    public const string Payment = "payment";
    /// <summary>What routing cost the card.</summary>
    public const string Fee = "payment-fee";
    /// <summary>What routing cost beyond the cap: the store's own loss.</summary>
    public const string Excess = "fee-excess";
    // Only we resolve our holds: the ledger must not let them run out while an outcome is unknown.
    private static readonly TimeSpan Never = TimeSpan.FromDays(36_500);

    /// <summary>Opens the accounts that a payment needs, outside of its transaction: they have a connection of their own.</summary>
    public async Task Prepare(OutgoingPayment payment, CancellationToken cancellationToken)
    {
        await ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.Lightning, cancellationToken);
        await ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.LightningFees, cancellationToken);
    }

    /// <summary>The two holds, as one.</summary>
    public async Task<WriteResult> Hold(NpgsqlTransaction transaction, OutgoingPayment payment, int period, CancellationToken cancellationToken)
    {
        var node = await ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.Lightning, cancellationToken);
        var fees = await ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.LightningFees, cancellationToken);
        var until = payment.CreatedAt + Never;
        var details = JsonConvert.SerializeObject(new
        {
            paymentHash = payment.PaymentHash,
            amountMsat = payment.AmountMsat,
            feeCapMsat = payment.FeeCapMsat,
            rate = payment.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture),
            spread = payment.Spread.ToString(System.Globalization.CultureInfo.InvariantCulture)
        });
        return await ledger.Write(transaction, payment.StoreId, new TransferRequest($"pay:{payment.Id:N}",
            Transfer.Hold(Payment, payment.CardId, node, payment.Asset, payment.Amount, until) with { Id = payment.AmountHold, Period = period, Reference = Reference(payment), Details = details },
            Transfer.Hold(Fee, payment.CardId, fees, payment.Asset, payment.FeeCap, until) with { Id = payment.FeeHold, Reference = Reference(payment) }), cancellationToken);
    }

    /// <summary>Takes the amount and the real fee, at most what was held for it, and releases the rest. A fee that the node does not tell is not taken.</summary>
    public async Task<OutgoingPayment> Take(OutgoingPayment payment, LightningOutcome.Paid paid, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(payment.Asset, payment.Rate, payment.Spread);
        var real = paid.FeeMsat is > 0 and var msat ? exchange.ToMinor(msat) ?? payment.FeeCap : 0;
        var fee = Math.Min(real, payment.FeeCap);
        List<Transfer> transfers =
        [
            Transfer.Capture(Payment, payment.AmountHold, payment.Amount) with { Reference = Reference(payment) },
            (fee > 0 ? Transfer.Capture(Fee, payment.FeeHold, fee) : Transfer.Void(Fee, payment.FeeHold)) with { Reference = Reference(payment) },
        ];
        if (real > fee)
        {
            var fees = await ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.LightningFees, cancellationToken);
            var own = await ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.Fees, cancellationToken);
            transfers.Add(Transfer.Post(Excess, own, fees, payment.Asset, real - fee) with { Reference = Reference(payment) });
        }
        return await End(payment, payment with { Status = PaymentStatus.Paid, FeeMsat = paid.FeeMsat, Fee = fee, Preimage = paid.Preimage },
            new TransferRequest($"paid:{payment.Id:N}", transfers), false, cancellationToken);
    }

    /// <summary>Gives everything back.</summary>
    /// <param name="payment">Which.</param>
    /// <param name="failure">Why, as a code.</param>
    /// <param name="unattempted">True: only if the node was never asked, and then it never will be.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<OutgoingPayment> GiveBack(OutgoingPayment payment, string failure, bool unattempted, CancellationToken cancellationToken) =>
        End(payment, payment with { Status = PaymentStatus.Failed, Failure = failure }, new TransferRequest($"unpaid:{payment.Id:N}",
            Transfer.Void(Payment, payment.AmountHold) with { Reference = Reference(payment) },
            Transfer.Void(Fee, payment.FeeHold) with { Reference = Reference(payment) }), unattempted, cancellationToken);

    private async Task<OutgoingPayment> End(OutgoingPayment payment, OutgoingPayment ended, TransferRequest request, bool unattempted, CancellationToken cancellationToken)
    {
        ended = ended with { ResolvedAt = time.GetUtcNow() };
        await using (var connection = await database.Open(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            if (await PaymentRepository.End(transaction, payment, ended, unattempted, cancellationToken))
            {
                if (await ledger.Write(transaction, payment.StoreId, request, cancellationToken) is Refused refused)
                    throw new InvalidOperationException($"The ledger refused the end of payment {payment.Id}: {refused.Reason}.");
                await transaction.CommitAsync(cancellationToken);
            }
        }
        // Somebody else may have ended it.
        return await payments.Find(payment.StoreId, payment.Id, cancellationToken) ?? ended;
    }

    private static string Reference(OutgoingPayment payment) => $"pay:{payment.Id:N}";
}
