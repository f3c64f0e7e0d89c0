using BTCPayServer.Client.Models;
using BTCPayServer.HostedServices;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Pull payments from the server's own service, which does claims and archiving one after the other.</summary>
internal sealed class StorePullPayments(IServiceProvider services, TimeProvider time) : IStorePullPayments
{
    private PullPaymentHostedService Service => services.GetRequiredService<PullPaymentHostedService>();

    public async Task<PullPayment?> Find(string storeId, string id, CancellationToken cancellationToken)
    {
        if (await Service.GetPullPayment(id, true) is not { } found || found.StoreId != storeId)
            return null;
        var now = time.GetUtcNow();
        return new PullPayment(found.Currency, found.Limit, !found.Archived && found.StartDate <= now && !(found.EndDate <= now),
            [.. found.Payouts.Select(p => new PullPaymentPayout(p.Date, p.OriginalAmount, p.State switch
            {
                PayoutState.Completed => PullPaymentPayoutState.Completed,
                PayoutState.Cancelled => PullPaymentPayoutState.Cancelled,
                _ => PullPaymentPayoutState.Open
            }))]);
    }

    public async Task Close(string storeId, string id, CancellationToken cancellationToken) =>
        await Service.Cancel(new PullPaymentHostedService.CancelRequest(id) { StoreIds = [storeId] }).WaitAsync(cancellationToken);
}
