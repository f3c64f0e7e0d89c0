using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Payment requests of a store's invoices that say what a payer's protocol demands.</summary>
public interface ILightningRequests
{
    /// <summary>
    /// Replaces the payment request of an open invoice by one for exactly <paramref name="amountMsat"/> that carries the SHA-256 of
    /// <paramref name="described"/> as its description hash, as LUD-06 demands: the server's own request says a text instead. What is paid on
    /// it is a payment of the invoice like any other.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="invoiceId">An invoice of the store.</param>
    /// <param name="amountMsat">Millisatoshis, above zero.</param>
    /// <param name="described">The text whose UTF-8 bytes are hashed.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The BOLT 11, or <c>lightning-unavailable</c> when the store has no Lightning, the node does not answer or makes another amount of it;
    /// <c>whole-satoshis-only</c> when it does that to an amount with a part of a satoshi, as some nodes do.</returns>
    Task<Result<string>> Request(string storeId, string invoiceId, long amountMsat, string described, CancellationToken ct);
}
