using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using Newtonsoft.Json;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Moves a payment's money together with its row: both or neither. What a store's cards do at the same time shares a transaction.</summary>
internal sealed class PaymentBooks
{
    /// <summary>What the payee got.</summary>
    public const string Payment = "payment";
    /// <summary>What routing cost the card.</summary>
    public const string Fee = "payment-fee";
    /// <summary>What routing cost beyond the cap: the store's own loss.</summary>
    public const string Excess = "fee-excess";
    // Only we resolve our holds: the ledger must not let them run out while an outcome is unknown.
    private static readonly TimeSpan Never = TimeSpan.FromDays(36_500);

    private readonly FlashDatabase _database;
    private readonly ILedger _ledger;
    private readonly PaymentRepository _payments;
    private readonly TimeProvider _time;
    private readonly Lanes<Holding, HeldMoney> _holds;
    private readonly Lanes<Ending, EndedPayment> _ends;

    public PaymentBooks(FlashDatabase database, ILedger ledger, PaymentRepository payments, TimeProvider time)
    {
        (_database, _ledger, _payments, _time) = (database, ledger, payments, time);
        _holds = new(Hold, static () =>
        {
            var (batch, seen) = (new LedgerBatch(), new HashSet<(string?, Guid?)>());
            // Of one invoice or tap the second one looks at what became of the first.
            return holding => !seen.Contains((holding.Payment.PaymentHash, null)) && (holding.Payment.TapId is null || !seen.Contains((null, holding.Payment.TapId)))
                && batch.Joins(holding.Request) && seen.Add((holding.Payment.PaymentHash, null)) && (holding.Payment.TapId is null || seen.Add((null, holding.Payment.TapId)));
        });
        _ends = new(End, static () =>
        {
            var batch = new LedgerBatch();
            return ending => batch.Joins(ending.Request);
        });
    }

    /// <summary>The two holds, as one, and the payment's row.</summary>
    public async Task<HeldMoney> Hold(OutgoingPayment payment, int period, CancellationToken cancellationToken)
    {
        var node = await _ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.Lightning, cancellationToken);
        var fees = await _ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.LightningFees, cancellationToken);
        var until = payment.CreatedAt + Never;
        var details = JsonConvert.SerializeObject(new
        {
            paymentHash = payment.PaymentHash,
            amountMsat = payment.AmountMsat,
            feeCapMsat = payment.FeeCapMsat,
            rate = payment.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture),
            spread = payment.Spread.ToString(System.Globalization.CultureInfo.InvariantCulture)
        });
        return await _holds.Write(payment.StoreId, new Holding(payment, new TransferRequest($"pay:{payment.Id:N}",
            Transfer.Hold(Payment, payment.CardId, node, payment.Asset, payment.Amount, until) with { Id = payment.AmountHold, Period = period, Reference = Reference(payment), Details = details },
            Transfer.Hold(Fee, payment.CardId, fees, payment.Asset, payment.FeeCap, until) with { Id = payment.FeeHold, Reference = Reference(payment) })), cancellationToken);
    }

    /// <summary>Takes the amount and the real fee, at most what was held for it, and releases the rest. A fee that the node does not tell is not taken.</summary>
    public async Task<OutgoingPayment> Take(OutgoingPayment payment, LightningOutcome.Paid paid, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(payment.Asset, payment.Rate, payment.Spread);
        var real = paid.FeeMsat is > 0 and var msat ? exchange.ToMinor(msat) ?? payment.FeeCap : 0;
        var fee = Math.Min(real, payment.FeeCap);
        List<Transfer> transfers =
        [
            Transfer.Capture(Payment, payment.AmountHold, payment.Amount) with { Reference = Reference(payment), Details = Verdict(payment) },
            (fee > 0 ? Transfer.Capture(Fee, payment.FeeHold, fee) : Transfer.Void(Fee, payment.FeeHold)) with { Reference = Reference(payment) },
        ];
        if (real > fee)
        {
            var fees = await _ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.LightningFees, cancellationToken);
            var own = await _ledger.StoreAccount(payment.StoreId, payment.Asset, AccountCodes.Fees, cancellationToken);
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
            Transfer.Void(Payment, payment.AmountHold) with { Reference = Reference(payment), Details = Verdict(payment) },
            Transfer.Void(Fee, payment.FeeHold) with { Reference = Reference(payment) }), unattempted, cancellationToken);

    private async Task<OutgoingPayment> End(OutgoingPayment payment, OutgoingPayment ended, TransferRequest request, bool unattempted, CancellationToken cancellationToken)
    {
        ended = ended with { ResolvedAt = _time.Now() };
        // Somebody else may have ended it.
        return (await _ends.Write(payment.StoreId, new Ending(ended, request, unattempted), cancellationToken)).Here
            ? ended
            : await _payments.Find(payment.StoreId, payment.Id, cancellationToken) ?? ended;
    }

    private async Task<HeldMoney?[]> Hold(string storeId, IReadOnlyList<Holding> batch)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var added = await PaymentRepository.Insert(transaction, storeId, [.. batch.Select(h => h.Payment)], OutgoingPayments.Patience, CancellationToken.None);
        var results = new HeldMoney?[batch.Count];
        var refused = new List<Guid>();
        if (added.Count > 0)
        {
            var holdings = batch.Where(h => added.Contains(h.Payment.Id)).ToArray();
            var written = await _ledger.Write(transaction, storeId, [.. holdings.Select(h => h.Request)], CancellationToken.None);
            for (var (i, w) = (0, 0); i < batch.Count; i++)
                if (added.Contains(batch[i].Payment.Id) && written[w++] is Refused { Reason: var reason })
                {
                    refused.Add(batch[i].Payment.Id);
                    results[i] = new HeldMoney(Refused: reason);
                }
            if (refused.Count < added.Count)
            {
                if (refused.Count > 0)
                    await PaymentRepository.Remove(transaction, storeId, refused, CancellationToken.None);
                await transaction.CommitAsync(CancellationToken.None);
            }
        }
        for (var i = 0; i < results.Length; i++)
            results[i] ??= new HeldMoney(Known: !added.Contains(batch[i].Payment.Id));
        return results;
    }

    private async Task<EndedPayment?[]> End(string storeId, IReadOnlyList<Ending> batch)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        var ended = await PaymentRepository.End(transaction, storeId, [.. batch.Select(e => (e.Payment, e.Unattempted))], CancellationToken.None);
        if (ended.Count > 0)
        {
            var endings = batch.Where(e => ended.Contains(e.Payment.Id)).ToArray();
            var written = await _ledger.Write(transaction, storeId, [.. endings.Select(e => e.Request)], CancellationToken.None);
            for (var i = 0; i < endings.Length; i++)
                if (written[i] is Refused refused)
                    throw new InvalidOperationException($"The ledger refused the end of payment {endings[i].Payment.Id}: {refused.Reason}.");
            await transaction.CommitAsync(CancellationToken.None);
        }
        return [.. batch.Select(e => new EndedPayment(ended.Contains(e.Payment.Id)))];
    }

    private static string? Verdict(OutgoingPayment payment) => payment.Reason is null ? null : JsonConvert.SerializeObject(new { reason = payment.Reason, by = payment.ResolvedBy });

    private static string Reference(OutgoingPayment payment) => $"pay:{payment.Id:N}";

    private sealed record Holding(OutgoingPayment Payment, TransferRequest Request);

    private sealed record Ending(OutgoingPayment Payment, TransferRequest Request, bool Unattempted);

    private sealed record EndedPayment(bool Here);
}

/// <summary>What became of a hold.</summary>
/// <param name="Refused">Why the ledger did not hold; null: it did, unless <paramref name="Known"/>.</param>
/// <param name="Known">There is a payment of the invoice or of the tap already; nothing was held.</param>
internal sealed record HeldMoney(LedgerRefusal? Refused = null, bool Known = false);
