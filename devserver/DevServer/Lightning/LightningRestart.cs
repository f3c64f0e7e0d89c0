using BTCPayServer.Abstractions.Contracts;

namespace DevServer.Lightning;

/// <summary>Ends at start what the last run left on its way.</summary>
internal sealed class LightningRestart(LightningNode node, LightningPayments payments, LightningInvoices invoices) : IStartupTask
{
    public async Task ExecuteAsync(CancellationToken cancellationToken = default)
    {
        foreach (var payment in await payments.ToSettle(cancellationToken))
            await node.Settle(payment.PaymentHash, payment.Settles == "paid");
        foreach (var untold in await invoices.Untold(cancellationToken))
            await node.Tell(untold);
    }
}
