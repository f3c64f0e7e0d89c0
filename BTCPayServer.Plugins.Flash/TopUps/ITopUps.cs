using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>Money for a card from any Lightning wallet, by LNURL-pay. Nothing is made before a wallet asks for a payment request.</summary>
public interface ITopUps
{
    /// <summary>
    /// What the card of a link takes now. Refused: <c>link-not-found</c>, <c>card-closed</c>, <c>card-expired</c>, <c>max-balance-exceeded</c>,
    /// <c>rate-unavailable</c>, <c>too-many-requests</c>.
    /// </summary>
    /// <param name="token">From the link.</param>
    /// <param name="address">The asker's address.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<PayOffer>> Offer(string? token, string? address, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the load, its invoice and a payment request for exactly this amount. The card is credited with what is paid. Refused as the offer, and
    /// with <c>amount-out-of-range</c>, <c>comment-too-long</c>, <c>lightning-unavailable</c> or what the load is refused with.
    /// </summary>
    /// <param name="token">From the link.</param>
    /// <param name="amount">Millisatoshis, as the wallet wrote them.</param>
    /// <param name="comment">The payer's words (LUD-12); the store reads them with the invoice.</param>
    /// <param name="address">The asker's address.</param>
    /// <param name="serverUrl">This server's public address, for a programme that does not remember it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<PayAnswer>> Request(string? token, string? amount, string? comment, string? address, string serverUrl, CancellationToken cancellationToken);

    /// <summary>The link to print: its address and the LNURL of it.</summary>
    Task<TopUpLink> Link(string storeId, Guid cardId, string serverUrl, CancellationToken cancellationToken);
}

/// <summary>A card's top-up link.</summary>
/// <param name="Url">Where a wallet asks.</param>
/// <param name="Lnurl">The same as wallets scan it.</param>
public sealed record TopUpLink(string Url, string Lnurl);
