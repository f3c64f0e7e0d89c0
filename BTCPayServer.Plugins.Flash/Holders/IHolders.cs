using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Loads;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>
/// What a holder's app does with the holder's own cards. A holder is an opaque reference of the app's, 1 to 200 characters without control characters and
/// slashes (422 <c>holder</c>). A card that is not linked to the holder is <c>card-not-found</c>.
/// </summary>
public interface IHolders
{
    /// <summary>
    /// Links a card to a holder: by its token, or by number and activation code, which activates it. A card of the holder's own stays as it is, unless its code activates it. Refused:
    /// <c>card-not-found</c>, <c>card-linked-elsewhere</c>, <c>card-closed</c>, <c>card-frozen</c> when nobody has it, and as activation is.
    /// </summary>
    Task<Result<HolderCard>> Link(string storeId, string holder, LinkCard command, string serverUrl, CancellationToken cancellationToken);

    /// <summary>The holder's cards, newest first.</summary>
    Task<Result<Page<HolderCard>>> Cards(string storeId, string holder, string? cursor, int limit, string serverUrl, CancellationToken cancellationToken);

    /// <summary>One of the holder's cards, without what belongs to its page and its past.</summary>
    Task<Result<Card>> Own(string storeId, string holder, Guid cardId, CancellationToken cancellationToken);

    /// <summary>One of the holder's cards.</summary>
    Task<Result<HolderCard>> Find(string storeId, string holder, Guid cardId, string serverUrl, CancellationToken cancellationToken);

    /// <summary>Freezes a card, or undoes that; not of a card that was reported lost (<c>card-lost</c>) or that staff froze (<c>card-frozen-by-staff</c>).</summary>
    Task<Result<HolderCard>> Freeze(string storeId, string holder, Guid cardId, bool frozen, string serverUrl, CancellationToken cancellationToken);

    /// <summary>Renames a card or sets limits of its own, which are not above the programme's (422); null limits: the programme's again.</summary>
    Task<Result<HolderCard>> Update(string storeId, string holder, Guid cardId, Change<string> label, Change<CardLimits> limits, string serverUrl, CancellationToken cancellationToken);

    /// <summary>Makes an invoice that loads a card; see <see cref="ILoadService.Request"/>.</summary>
    Task<Result<Load>> Load(string storeId, string holder, Guid cardId, RequestLoad request, string key, string serverUrl, CancellationToken cancellationToken);

    /// <summary>What happened on a card and on those whose place it took, newest first.</summary>
    Task<Result<(Card Card, Page<CardEntry> Page)>> History(string storeId, string holder, Guid cardId, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Moves money between two of the holder's cards, in one transfer; no limits apply and no fee is taken. Refused: <c>card-frozen</c>, <c>card-not-activated</c>,
    /// <c>card-expired</c>, <c>card-closed</c> for either card, <c>insufficient-funds</c>, <c>max-balance-exceeded</c>, <c>idempotency-key-reused</c>.
    /// </summary>
    Task<Result<HolderMove>> Move(string storeId, string holder, MoveMoney command, string key, CancellationToken cancellationToken);

    /// <summary>Reports a card lost: it is frozen when this returns.</summary>
    Task<Result<HolderCard>> ReportLost(string storeId, string holder, Guid cardId, string? by, string serverUrl, CancellationToken cancellationToken);

    /// <summary>Replaces a card; see <see cref="ICardReplacement.Replace"/>. The answer has the new card's token.</summary>
    Task<Result<(HolderCard Card, IssuedCard Issued)>> Replace(string storeId, string holder, Guid cardId, CardKind kind, string? by, string key, string serverUrl,
        CancellationToken cancellationToken);
}

/// <summary>Which card to link: a token, or number and code.</summary>
public sealed record LinkCard(string? Token, string? Number, string? Code);

/// <summary>Money to move between two cards of one holder.</summary>
/// <param name="From">The card that gives.</param>
/// <param name="To">The card that gets.</param>
/// <param name="Amount">Decimal string in their asset.</param>
public sealed record MoveMoney(Guid From, Guid To, string? Amount);
