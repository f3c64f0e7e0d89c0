using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <inheritdoc cref="IOutgoingPayments"/>
internal sealed class OutgoingPayments(
    PaymentRepository payments,
    PaymentBooks books,
    ICardFinder cards,
    IProgrammes programmes,
    TapSettingsRepository settings,
    IStoreLightning lightning,
    IServerRates rates,
    TapOptions options,
    TimeProvider time,
    ILogger<OutgoingPayments> logger) : IOutgoingPayments
{
    /// <summary>
    /// So long after an attempt began, its call is over, whatever became of the process that made it and however long that let the node try; and the node begins no
    /// other try: some go on for a minute after they were asked, whoever waits.
    /// </summary>
    internal static readonly TimeSpan Quiet = TapOptions.Longest + TimeSpan.FromSeconds(65);
    /// <summary>An attempt does not begin later than this after its hold: whoever is that slow must not pay any more.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const long MinMsat = 1000;

    public async Task<Result<OutgoingPayment>> Pay(string storeId, PayInvoice command, CancellationToken cancellationToken)
    {
        var held = await Hold(storeId, command, cancellationToken);
        // Whoever asks what became of their payment may come later than its invoice lasts.
        if (held.Refusal?.Code == TapRefusals.InvoiceExpired.Code && command.Tap is { } tap
            && (await payments.Of(storeId, "", tap.TapId, cancellationToken)).FirstOrDefault(p => p.Bolt11 == LightningInvoiceReader.Plain(command.Bolt11)) is { } made)
            return made;
        // Money that is held goes on, whoever waits.
        return held.Ok && held.Value.New ? await Send(held.Value.Payment, held.Value.Terms) : held.Map(h => h.Payment);
    }

    public async Task<Result<OutgoingPayment>> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        await payments.Find(storeId, id, cancellationToken) is { } payment ? payment : TapRefusals.PaymentNotFound;

    public async Task<Result<Page<OutgoingPayment>>> List(string storeId, Guid? cardId, PaymentStatus? status, string? cursor, int limit, CancellationToken cancellationToken)
    {
        Guid? before = null;
        if (!Paging.TryRead(cursor, out var place) || (place is not null && !Guid.TryParseExact(place, "N", out _)))
            return Refusal.Invalid("cursor", "This is not a cursor from an earlier page.");
        if (place is not null)
            before = Guid.ParseExact(place, "N");
        var found = await payments.List(storeId, cardId, status, before, limit + 1, cancellationToken);
        return found.Count > limit
            ? new Page<OutgoingPayment>([.. found.Take(limit)], Paging.Cursor(found[limit - 1].Id.ToString("N")))
            : new Page<OutgoingPayment>(found, null);
    }

    /// <summary>Everything up to and with the durable hold. Not new: the tap's own payment from before.</summary>
    internal async Task<Result<(OutgoingPayment Payment, LightningTerms Terms, bool New)>> Hold(string storeId, PayInvoice command, CancellationToken cancellationToken)
    {
        var read = lightning.Read(command.Bolt11);
        if (!read.Ok)
            return read.Refusal;
        var terms = read.Value;
        if (await Known(storeId, command, terms, cancellationToken) is { } known)
            return known;
        if (terms.AmountMsat is not { } msat)
            return TapRefusals.InvoiceAmountMissing;
        if (msat < MinMsat)
            return TapRefusals.AmountTooSmall;
        if (await cards.ById(storeId, command.CardId, cancellationToken) is not { } card)
            return TapRefusals.CardNotFound;
        if (await lightning.Obstacle(storeId, cancellationToken) is { } obstacle)
            return obstacle;
        if (await Exchange.Find(rates, storeId, card.Asset, cancellationToken) is not { } exchange)
            return TapRefusals.RateUnavailable;
        var feeCapMsat = (await settings.Find(storeId, cancellationToken)).FeeCap(msat);
        if (exchange.ToMinor(msat) is not { } amount || exchange.ToMinor(feeCapMsat) is not { } feeCap)
            return TapRefusals.AmountTooLarge;
        if (command.Approve is not null && await command.Approve(amount, cancellationToken) is { } refusal)
            return refusal;
        // Whatever else uses the node may have paid this invoice; then it would say "paid", and the card would pay for it. What it cannot say now, it cannot pay either.
        // A node that refuses to be asked has no record either: asked at the same time, so that nobody waits longer.
        var answers = lightning.Answers(storeId, cancellationToken);
        var before = await lightning.Look(storeId, terms.PaymentHash, cancellationToken);
        // Of a failure that it remembers nobody could say later whether it was that one or ours.
        if (before is LightningOutcome.Paid or LightningOutcome.Failed or LightningOutcome.Unknown { Doubt: LightningDoubt.OnItsWay or LightningDoubt.NotTold })
            return TapRefusals.InvoiceUsed;
        if (!await answers || before is LightningOutcome.Unknown { Doubt: LightningDoubt.Silent })
            return TapRefusals.LightningUnavailable;
        var now = time.Now();
        var payment = new OutgoingPayment
        {
            Id = Guid.CreateVersion7(),
            StoreId = storeId,
            CardId = command.CardId,
            TapId = command.Tap?.TapId,
            PaymentHash = terms.PaymentHash,
            Bolt11 = terms.Bolt11,
            AmountMsat = msat,
            FeeCapMsat = feeCapMsat,
            Asset = card.Asset,
            Amount = amount,
            FeeCap = feeCap,
            Rate = exchange.Rate,
            Spread = exchange.Spread,
            AmountHold = Guid.CreateVersion7(),
            FeeHold = Guid.CreateVersion7(),
            Node = await lightning.Node(storeId, cancellationToken),
            ExpiresAt = terms.ExpiresAt,
            CreatedAt = now
        };
        var period = (await programmes.Find(storeId, cancellationToken))?.Day(now) ?? now.Year * 10000 + now.Month * 100 + now.Day;
        return await Begin(command, payment, terms, period, cancellationToken);
    }

    /// <summary>Asks the node, once, and posts what it says. Never throws: what is not known here, the resolver finds out.</summary>
    internal async Task<Result<OutgoingPayment>> Send(OutgoingPayment payment, LightningTerms terms)
    {
        try
        {
            if (await payments.Attempt(payment, Patience, Quiet, CancellationToken.None) is not RightToAsk.Given and var right)
                return await books.GiveBack(payment, right == RightToAsk.Another ? TapRefusals.InvoiceUsed.Code : "never-attempted", true, CancellationToken.None);
            return await lightning.Pay(payment.StoreId, terms, payment.FeeCapMsat, options.SendTimeout, CancellationToken.None) switch
            {
                LightningOutcome.Paid paid => await books.Take(payment, paid, CancellationToken.None),
                LightningOutcome.Failed failed => await books.GiveBack(payment, failed.Code, false, CancellationToken.None),
                _ => await Current(payment),
            };
        }
        catch (Exception e)
        {
            logger.LogError(e, "Flash: payment {PaymentId} of store {StoreId} was interrupted; its outcome is looked after", payment.Id, payment.StoreId);
            return payment;
        }
    }

    private async Task<Result<(OutgoingPayment, LightningTerms, bool)>> Begin(PayInvoice command, OutgoingPayment payment, LightningTerms terms, int period, CancellationToken cancellationToken) =>
        // From here on nobody stops it: who asks again is told that the payment goes on.
        await books.Hold(payment, period, CancellationToken.None) switch
        {
            HeldMoney { Refused: { } reason } => TapRefusals.From(reason),
            HeldMoney { Known: true } => await Known(payment.StoreId, command, terms, cancellationToken) ?? TapRefusals.TapUsed,
            _ => (payment, terms, true),
        };

    /// <summary>What stands in the way of another payment of this invoice or tap, or the payment that they made together; null: nothing.</summary>
    private async Task<Result<(OutgoingPayment, LightningTerms, bool)>?> Known(string storeId, PayInvoice command, LightningTerms terms, CancellationToken cancellationToken)
    {
        var known = await payments.Of(storeId, terms.PaymentHash, command.Tap?.TapId, cancellationToken);
        if (command.Tap is { } tap)
        {
            if (known.FirstOrDefault(p => p.TapId == tap.TapId) is { } made)
                return made.PaymentHash == terms.PaymentHash ? (made, terms, false) : TapRefusals.TapUsed;
            if (tap.Until <= time.GetUtcNow())
                return TapRefusals.TapUsed;
        }
        return known.Count > 0 ? (Result<(OutgoingPayment, LightningTerms, bool)>?)TapRefusals.InvoiceUsed : null;
    }

    private async Task<Result<OutgoingPayment>> Current(OutgoingPayment payment) =>
        await payments.Find(payment.StoreId, payment.Id, CancellationToken.None) ?? payment;
}
