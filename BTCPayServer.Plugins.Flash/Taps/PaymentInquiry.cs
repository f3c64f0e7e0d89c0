using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What a payment's node says of it.</summary>
internal static class PaymentInquiry
{
    /// <summary>
    /// As <see cref="IStoreLightning.Look"/>. Where the store has another node by now, that one is believed only when it has proof: what it does not know or
    /// could not pay itself says nothing of what the first one did.
    /// </summary>
    public static async Task<LightningOutcome?> Look(this IStoreLightning lightning, OutgoingPayment payment, CancellationToken cancellationToken)
    {
        var outcome = await lightning.Look(payment.StoreId, payment.PaymentHash, cancellationToken);
        return outcome is null or LightningOutcome.Failed && await lightning.Node(payment.StoreId, cancellationToken) != payment.Node
            ? new LightningOutcome.Unknown("The store has another node now", LightningDoubt.NotTold)
            : outcome;
    }
}
