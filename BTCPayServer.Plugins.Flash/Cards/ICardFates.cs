using BTCPayServer.Plugins.Flash.Api;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>What became of cards: which were lost, and which took whose place.</summary>
public interface ICardFates
{
    /// <summary>What is known of these cards; cards without any of it are left out.</summary>
    Task<IReadOnlyDictionary<Guid, CardFate>> Fates(string storeId, IReadOnlyCollection<Guid> cards, CancellationToken cancellationToken);

    /// <summary>The card and those whose place it took, newest first.</summary>
    Task<IReadOnlyList<Guid>> Line(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Remembers that a card was lost, in the caller's transaction, which freezes it. Again: the first time stays.</summary>
    Task Lose(NpgsqlTransaction transaction, string storeId, Guid cardId, string? by, CancellationToken cancellationToken);

    /// <summary>Whether a card is lost. Asks the database only about those that can be: lost ones are frozen, and may be closed later.</summary>
    Task<bool> IsLost(Card card, CancellationToken cancellationToken);

    /// <summary>Whether a card is lost, as the caller's transaction sees it.</summary>
    Task<bool> IsLost(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Unfreezes a card for staff: when it was lost, it was found again. Refused: <c>card-not-found</c>, <c>card-closed</c>.</summary>
    Task<Result<Card>> Found(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Writes down that a card took another's place, in the transaction that moves the money.</summary>
    /// <param name="transaction">The caller's.</param>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">The old card.</param>
    /// <param name="newCardId">The card in its place.</param>
    /// <param name="by">Who asked; kept.</param>
    /// <param name="key">The caller's idempotency key; null: none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PostgresException">The key was taken by another card's replacement: <see cref="IsKeyTaken"/>. The transaction is over.</exception>
    Task Replace(NpgsqlTransaction transaction, string storeId, Guid cardId, Guid newCardId, string? by, string? key, CancellationToken cancellationToken);

    /// <summary>Whether this says that the key belongs to another card's replacement.</summary>
    bool IsKeyTaken(PostgresException failure);

    /// <summary>The replacements that have this card or this key: at most one of each.</summary>
    Task<IReadOnlyList<PastReplacement>> Past(string storeId, Guid cardId, string? key, CancellationToken cancellationToken);
}

/// <summary>Whether a card was lost, and its place in a line of replacements.</summary>
public sealed record CardFate(DateTimeOffset? Lost, Guid? Replaces, Guid? ReplacedBy);

/// <summary>A replacement that was made before.</summary>
/// <param name="CardId">The old card.</param>
/// <param name="NewCardId">The card in its place.</param>
/// <param name="SameKey">It was asked for with the same key, or with none either.</param>
public sealed record PastReplacement(Guid CardId, Guid NewCardId, bool SameKey);
