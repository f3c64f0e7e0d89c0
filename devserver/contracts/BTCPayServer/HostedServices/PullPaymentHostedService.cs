using BTCPayServer.Data;

namespace BTCPayServer.HostedServices;

/// <summary>The server's pull payments.</summary>
public abstract class PullPaymentHostedService
{
    public class CancelRequest(string pullPaymentId)
    {
        public string[]? StoreIds { get; set; }
        public string[]? PullPaymentIds { get; set; } = [pullPaymentId];
    }

    /// <summary>A pull payment of any store, or null.</summary>
    public abstract Task<PullPaymentData?> GetPullPayment(string pullPaymentId, bool includePayouts);

    /// <summary>Archives pull payments, and cancels their payouts that are neither completed nor on their way.</summary>
    public abstract Task<Dictionary<string, MarkPayoutRequest.PayoutPaidResult>> Cancel(CancelRequest cancelRequest);
}
