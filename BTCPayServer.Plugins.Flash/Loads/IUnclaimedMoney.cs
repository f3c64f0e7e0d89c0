using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>Where unclaimed money goes.</summary>
public enum UnclaimedTo
{
    /// <summary>It was paid back outside, in cash or otherwise: to the account <c>paid-out</c>.</summary>
    PaidOut,
    /// <summary>To another card of the store.</summary>
    Card
}

/// <summary>Says where unclaimed money of a load goes.</summary>
/// <param name="To">Outside or to a card.</param>
/// <param name="CardId">The card; null when it was paid back outside.</param>
/// <param name="Amount">Decimal string: all that the load has unclaimed, as whoever decides saw it.</param>
/// <param name="Reason">1 to 500 characters.</param>
public sealed record SettleUnclaimed(UnclaimedTo To, Guid? CardId, string? Amount, string? Reason);

/// <summary>Money that was paid for a card which was closed meanwhile.</summary>
public interface IUnclaimedMoney
{
    /// <summary>
    /// Settles what a load has unclaimed: once, whatever is asked at the same time. The same key with the same content answers the load again; with other content
    /// <c>idempotency-key-reused</c>. Refused: <c>load-not-found</c>, <c>card-not-found</c>, <c>nothing-unclaimed</c>, <c>unclaimed-differs</c> (the amount is not what
    /// is unclaimed now), and for the card <c>card-closed</c>, <c>card-frozen</c>, <c>card-expired</c>, <c>card-not-activated</c>, <c>max-balance-exceeded</c>.
    /// No fee is taken.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="loadId">The load.</param>
    /// <param name="command">What.</param>
    /// <param name="by">Who says so, kept with the movement.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<Load>> Settle(string storeId, Guid loadId, SettleUnclaimed command, string? by, string key, CancellationToken cancellationToken);
}
