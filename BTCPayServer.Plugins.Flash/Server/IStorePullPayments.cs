namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>A pull payment at one instant.</summary>
/// <param name="Currency">Its currency's code.</param>
/// <param name="Limit">All that may be claimed, top-ups left out.</param>
/// <param name="Running">Not archived, begun, and not at its end.</param>
/// <param name="Payouts">What was claimed; a top-up counts below zero.</param>
public sealed record PullPayment(string Currency, decimal Limit, bool Running, IReadOnlyList<PullPaymentPayout> Payouts);

/// <summary>A claim of a pull payment.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Amount">In the pull payment's currency.</param>
/// <param name="State">Where it stands.</param>
public sealed record PullPaymentPayout(DateTimeOffset At, decimal Amount, PullPaymentPayoutState State);

/// <summary>Where a claim stands.</summary>
public enum PullPaymentPayoutState
{
    /// <summary>Not paid yet, or perhaps on its way.</summary>
    Open,
    /// <summary>Paid.</summary>
    Completed,
    /// <summary>Given up. Of one that was cancelled while it was being paid this may be wrong.</summary>
    Cancelled
}

/// <summary>A store's pull payments.</summary>
public interface IStorePullPayments
{
    /// <summary>A pull payment of the store with all of its claims, or null.</summary>
    Task<PullPayment?> Find(string storeId, string id, CancellationToken cancellationToken);

    /// <summary>Archives it: nothing can be claimed once this returned, and claims that were not being paid are cancelled.</summary>
    Task Close(string storeId, string id, CancellationToken cancellationToken);
}
