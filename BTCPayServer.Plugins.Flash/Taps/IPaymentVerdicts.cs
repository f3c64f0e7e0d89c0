using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>How staff end a payment whose outcome the store's node can not tell: some nodes' records do not, some nodes are gone for ever.</summary>
public interface IPaymentVerdicts
{
    /// <summary>
    /// Ends an open payment. What the node can tell counts for more: a proof of payment or a failure ends it as the node says. Said again, it answers the same.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="paymentId">Which.</param>
    /// <param name="paid">True: the payee has the money, the card pays the amount and nothing for routing. False: everything goes back to the card.</param>
    /// <param name="reason">What staff saw, 1 to 500 characters.</param>
    /// <param name="by">Who; null: not known.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>
    /// The payment as it ended; <c>payment-not-found</c>, a refusal of <c>reason</c>, <c>payment-on-its-way</c> (the node says so, or the attempt is not two minutes old),
    /// <c>payment-over</c> (it ended otherwise, now or before).
    /// </returns>
    Task<Result<OutgoingPayment>> Give(string storeId, Guid paymentId, bool paid, string? reason, string? by, CancellationToken ct);
}
