using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>
/// Paying Lightning invoices from a store's own node. Whoever pays makes the hold, with the payment hash and the fee cap, durable first,
/// calls <see cref="Pay"/> once for a hash, ever, and asks <see cref="Look"/> about what stayed unknown.
/// </summary>
public interface IStoreLightning
{
    /// <summary>Reads a BOLT 11 invoice (also with a leading <c>lightning:</c>, in either case) for the server's own network. Moves nothing.</summary>
    /// <returns>
    /// Its terms, or a refusal: <c>invoice-invalid</c> (no BOLT 11, wrong checksum or signature, no payment hash),
    /// <c>invoice-wrong-network</c>, <c>invoice-expired</c>, <c>lightning-unavailable</c> (the server knows no Lightning). An invoice without
    /// amount is read: its <see cref="LightningTerms.AmountMsat"/> is null, and it can not be paid here.
    /// </returns>
    Result<LightningTerms> Read(string bolt11);

    /// <summary>
    /// Why the store can not pay over Lightning now, or null when it can: <c>store-not-found</c>, <c>lightning-unavailable</c> (no Lightning
    /// set up or enabled), <c>lightning-not-authorised</c> (it uses the server's internal node, and no admin of the server owns the store).
    /// Does not ask the node, so a payment may still fail.
    /// </summary>
    Task<Refusal?> Obstacle(string storeId, CancellationToken ct);

    /// <summary>
    /// A name for the store's connection to its node, which changes with the connection and is no secret; null without one. Another node knows nothing of
    /// what was paid from the first one.
    /// </summary>
    Task<string?> Node(string storeId, CancellationToken ct);

    /// <summary>
    /// Pays an invoice once. Never throws. A result of an earlier attempt at the same invoice is not a second payment: the node says
    /// that it is paid, and so does this.
    /// </summary>
    /// <param name="terms">From <see cref="Read"/>; with an amount.</param>
    /// <param name="maxFeeMsat">
    /// The most that routing may cost, in millisatoshis, at least 1,000, cut to whole satoshis. Some nodes ignore it: the fee paid may be higher.
    /// </param>
    /// <param name="timeout">How long the node may try. The payment may still be made afterwards.</param>
    /// <param name="ct">Stops waiting, not the payment.</param>
    /// <returns>
    /// Paid or failed only where that is sure; anything else, exceptions and timeouts too, is unknown and must stay held until
    /// <see cref="Look"/> knows. A failure speaks of this attempt: it is no proof against an earlier one of unknown outcome.
    /// </returns>
    Task<LightningOutcome> Pay(string storeId, LightningTerms terms, long maxFeeMsat, TimeSpan timeout, CancellationToken ct);

    /// <summary>
    /// What the store's node knows of an outgoing payment. Never throws. Unknown: on its way, or the node cannot be asked now, or its records do not tell. Null: the
    /// node has no record of it, which proves nothing while a call of <see cref="Pay"/> may still be running.
    /// </summary>
    /// <param name="paymentHash">64 hexadecimal digits.</param>
    Task<LightningOutcome?> Look(string storeId, string paymentHash, CancellationToken ct);

    /// <summary>
    /// Whether the store's node answers at all just now. Never throws. Some of the server's clients say that there is no record of a payment also when the node
    /// refused to be asked: who acts on that must ask this afterwards.
    /// </summary>
    Task<bool> Answers(string storeId, CancellationToken ct);
}
