using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>
/// Payments of Lightning invoices out of the store's node, paid for by a card. Nothing is lost or paid twice whatever happens to the process:
/// the holds and the payment hash are durable before the node is asked, and only proof or a definite failure ends them.
/// </summary>
public interface IOutgoingPayments
{
    /// <summary>Holds amount and fee cap, pays, and posts what it really cost. Once the money is held it goes on without the caller.</summary>
    /// <returns>
    /// The payment: paid, failed (everything is back on the card), or open when the outcome is not known yet; or a refusal, with nothing held. An invoice
    /// that was used before is refused with <c>invoice-already-used</c>, but the same tap with the same invoice answers its payment again.
    /// </returns>
    Task<Result<OutgoingPayment>> Pay(string storeId, PayInvoice command, CancellationToken cancellationToken);

    /// <summary>One payment; <c>payment-not-found</c>.</summary>
    Task<Result<OutgoingPayment>> Find(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>The store's payments, newest first; only those of a card or status when given.</summary>
    Task<Result<Page<OutgoingPayment>>> List(string storeId, Guid? cardId, PaymentStatus? status, string? cursor, int limit, CancellationToken cancellationToken);
}
