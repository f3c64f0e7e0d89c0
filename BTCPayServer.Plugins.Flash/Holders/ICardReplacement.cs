using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>Loses cards and puts others in their place; what became of a card is told by <see cref="ICardFates"/>.</summary>
public interface ICardReplacement
{
    /// <summary>Freezes a card at once and remembers that it was lost. Again: nothing new. Refused: <c>card-not-found</c>, <c>card-closed</c>.</summary>
    Task<Result<Card>> ReportLost(string storeId, Guid cardId, string? by, CancellationToken cancellationToken);

    /// <summary>Unfreezes a card for its holder. Refused: <c>card-not-found</c>, <c>card-closed</c>, <c>card-lost</c>, <c>card-frozen-by-staff</c>.</summary>
    Task<Result<Card>> Unfreeze(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a new card in the place of a card, lost or not: what is available, limits and what was spent on the day, validity, holder, label and metadata move and the
    /// old card is closed in one transaction; its tokens, links and chips are dead for ever. What reaches the old card later (a hold that is released, a refund, a load that
    /// was asked for before) goes on to the new one at once. Again: the same new card, and with the same key its activation code too until it is active. Refused:
    /// <c>card-not-found</c>, <c>card-closed</c>, <c>idempotency-key-reused</c>.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">The old card.</param>
    /// <param name="kind">What the new one is.</param>
    /// <param name="by">Who asked; kept.</param>
    /// <param name="key">Idempotency key, one for each replacement; null: none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<IssuedCard>> Replace(string storeId, Guid cardId, CardKind kind, string? by, string? key, CancellationToken cancellationToken);

    /// <summary>The same for a card's holder. Refused, besides, with <c>card-frozen-by-staff</c>.</summary>
    Task<Result<IssuedCard>> ReplaceForHolder(string storeId, Guid cardId, CardKind kind, string? by, string? key, CancellationToken cancellationToken);
}
