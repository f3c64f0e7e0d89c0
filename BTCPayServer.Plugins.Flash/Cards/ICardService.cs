using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>A card's life. Everything is refused with <c>card-not-found</c> (404) for a card that the store does not have.</summary>
public interface ICardService
{
    /// <summary>Issues a card, not yet active. The same key with the same content answers the same card; with other content <c>idempotency-key-reused</c>.</summary>
    Task<Result<IssuedCard>> Issue(string storeId, IssueCard command, string key, CancellationToken cancellationToken);

    /// <summary>Issues many cards at once, all or none. Keys as with one: a retry answers the same cards.</summary>
    Task<Result<CardBatch>> IssueBatch(string storeId, IssueCards command, string key, CancellationToken cancellationToken);

    /// <summary>One page of cards.</summary>
    Task<Result<Page<Card>>> Search(string storeId, CardSearch search, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>One card.</summary>
    Task<Result<Card>> Find(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>What the card's QR code carries.</summary>
    Task<Result<string>> Token(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>Changes holder, label, metadata or limits.</summary>
    Task<Result<Card>> Update(string storeId, Guid id, CardUpdate update, CancellationToken cancellationToken);

    /// <summary>
    /// Activates an issued card; by staff when <paramref name="code"/> is null. A wrong code counts: after 5 only staff can activate
    /// (<c>activation-code-wrong</c>, <c>activation-locked</c>). An active card stays as it is. Validity begins now.
    /// </summary>
    Task<Result<Card>> Activate(string storeId, Guid id, string? code, CancellationToken cancellationToken);

    /// <summary>Activates a card by its code and links it to a holder, both or neither: a code works once, and whoever used it up has the card. Another holder's card is answered as it is.</summary>
    Task<Result<Card>> ActivateFor(string storeId, Guid id, string code, string holder, CancellationToken cancellationToken);

    /// <summary>Activates a card by its number and code.</summary>
    Task<Result<Card>> ActivateByNumber(string storeId, string number, string code, CancellationToken cancellationToken);

    /// <summary>Every charge that starts after this returned is refused, until unfrozen.</summary>
    Task<Result<Card>> Freeze(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>The same, and its holder can neither unfreeze nor replace it.</summary>
    Task<Result<Card>> FreezeByStaff(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>Closes for ever. Refused with <c>card-has-balance</c> (payout none) or <c>card-has-holds</c>. A closed card stays as it is.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="payout">Where a balance goes, in the same transaction.</param>
    /// <param name="by">Who asked: a user's or key's name, kept with the transfer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<Card>> Close(string storeId, Guid id, CardPayout payout, string? by, CancellationToken cancellationToken);

    /// <summary>What happened on a card, newest first, with the balance after each.</summary>
    Task<Result<Page<CardEntry>>> History(string storeId, Guid id, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Corrects the balance: above zero adds, below takes. The reason is kept with the transfer.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="amount">Signed decimal string in the card's asset.</param>
    /// <param name="reason">1 to 500 characters.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<CardEntry>> Adjust(string storeId, Guid id, string? amount, string? reason, string? by, string key, CancellationToken cancellationToken);
}
