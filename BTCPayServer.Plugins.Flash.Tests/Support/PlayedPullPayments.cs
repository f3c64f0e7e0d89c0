using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Pull payments that a test plays.</summary>
public sealed class PlayedPullPayments : IStorePullPayments
{
    private readonly ConcurrentDictionary<(string Store, string Id), PullPayment> all = new();

    /// <summary>Happens right before one is archived.</summary>
    public Action? BeforeClose { get; set; }

    /// <summary>Happens right after one was archived.</summary>
    public Action? AfterClose { get; set; }

    public void Set(string store, string id, PullPayment pullPayment) => all[(store, id)] = pullPayment;

    public void Claim(string store, string id, PullPaymentPayout payout) => all[(store, id)] = all[(store, id)] with { Payouts = [.. all[(store, id)].Payouts, payout] };

    public bool Archived(string store, string id) => !all[(store, id)].Running;

    public Task<PullPayment?> Find(string storeId, string id, CancellationToken cancellationToken) => Task.FromResult(all.GetValueOrDefault((storeId, id)));

    public Task Close(string storeId, string id, CancellationToken cancellationToken)
    {
        BeforeClose?.Invoke();
        all[(storeId, id)] = all[(storeId, id)] with { Running = false };
        AfterClose?.Invoke();
        return Task.CompletedTask;
    }
}
