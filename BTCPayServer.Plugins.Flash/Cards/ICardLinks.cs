namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>What a public link of a card opens.</summary>
public enum CardLinkUse
{
    /// <summary>Putting money on it, and nothing else: it may be printed on the card.</summary>
    TopUp,
    /// <summary>Its holder's page.</summary>
    Holder
}

/// <summary>
/// The unguessable parts of a card's public links. Each opens one thing and is not the token that spends; nothing of them is stored, and they are
/// dead once the card is closed.
/// </summary>
public interface ICardLinks
{
    /// <summary>The link's token: 43 letters, digits, hyphens and underscores; the same each time.</summary>
    Task<string> Token(string storeId, Guid cardId, CardLinkUse use, CancellationToken cancellationToken);

    /// <summary>A token that opens the holder's page as well, but only for a while: for whoever has the card at hand. 48 of the same characters.</summary>
    Task<string> Pass(string storeId, Guid cardId, TimeSpan life, CancellationToken cancellationToken);

    /// <summary>The card that a token opens for this use; null for any other text, for a pass whose time is over, and for one of a card that is lost.</summary>
    Task<Card?> Find(string? token, CardLinkUse use, CancellationToken cancellationToken);

    /// <summary>A secret for a form of the card's page: what sends it back has read the page.</summary>
    Task<string> FormSecret(string storeId, Guid cardId, CancellationToken cancellationToken);
}
