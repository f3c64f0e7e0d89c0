using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <inheritdoc cref="IPaymentVerdicts"/>
internal sealed class PaymentVerdicts(PaymentRepository payments, PaymentBooks books, IStoreLightning lightning, TimeProvider time) : IPaymentVerdicts
{
    private const int MaxReason = 500;
    // Longer than any call to a node may last and than anybody who holds waits to make it.
    private static readonly TimeSpan Still = OutgoingPayments.Quiet + OutgoingPayments.Patience;

    public async Task<Result<OutgoingPayment>> Give(string storeId, Guid paymentId, bool paid, string? reason, string? by, CancellationToken ct)
    {
        reason = reason?.Trim();
        if (string.IsNullOrEmpty(reason))
            return Refusal.Invalid("reason", "Say what you saw.");
        if (Text.Check("reason", reason, MaxReason) is { } wrong)
            return wrong;
        if (await payments.Find(storeId, paymentId, ct) is not { } payment)
            return TapRefusals.PaymentNotFound;
        if (payment.Status == PaymentStatus.Open)
        {
            // While the call may still run, nobody knows more than the node.
            if (time.GetUtcNow() <= (payment.AttemptedAt ?? payment.CreatedAt) + Still)
                return TapRefusals.PaymentOnItsWay;
            switch (await lightning.Look(payment, ct))
            {
                case LightningOutcome.Paid proof:
                    payment = await books.Take(payment, proof, ct);
                    break;
                case LightningOutcome.Failed failed:
                    payment = await books.GiveBack(payment, failed.Code, false, ct);
                    break;
                case LightningOutcome.Unknown { Doubt: LightningDoubt.OnItsWay }:
                    return TapRefusals.PaymentOnItsWay;
                default:
                    payment = payment with { ResolvedBy = by ?? "staff", Reason = reason };
                    payment = paid
                        ? await books.Take(payment, new LightningOutcome.Paid(payment.AmountMsat, null, null), ct)
                        : await books.GiveBack(payment, "given-back", false, ct);
                    break;
            }
        }
        return (payment.Status == PaymentStatus.Paid) == paid ? payment : TapRefusals.PaymentOver;
    }
}
