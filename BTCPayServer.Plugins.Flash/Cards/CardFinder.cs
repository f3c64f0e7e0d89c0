namespace BTCPayServer.Plugins.Flash.Cards;

/// <inheritdoc cref="ICardFinder"/>
internal sealed class CardFinder(CardRepository cards, CardSecrets secrets) : ICardFinder
{
    public Task<Card?> ById(string storeId, Guid id, CancellationToken cancellationToken) => cards.ById(storeId, id, cancellationToken);

    public async Task<Card?> ByNumber(string storeId, string number, CancellationToken cancellationToken) =>
        CardNumber.Normalise(number) is { } digits ? await cards.ByNumber(storeId, digits, cancellationToken) : null;

    public async Task<Card?> ByToken(string storeId, string token, CancellationToken cancellationToken) =>
        (await secrets.Of(storeId, cancellationToken)).TokenHash(token) is { } hash ? await cards.ByTokenHash(storeId, hash, cancellationToken) : null;
}
