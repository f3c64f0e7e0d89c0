using System.Globalization;
using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <inheritdoc cref="ICardService"/>
internal sealed class CardService(CardRepository cards, CardIssuer issuer, CardLife life, CardMoney money, CardSecrets secrets) : ICardService
{
    public Task<Result<IssuedCard>> Issue(string storeId, IssueCard command, string key, CancellationToken cancellationToken) =>
        issuer.Issue(storeId, command, key, cancellationToken);

    public Task<Result<CardBatch>> IssueBatch(string storeId, IssueCards command, string key, CancellationToken cancellationToken) =>
        issuer.IssueBatch(storeId, command, key, cancellationToken);

    public async Task<Result<Page<Card>>> Search(string storeId, CardSearch search, string? cursor, int limit, CancellationToken cancellationToken)
    {
        Guid? after = null;
        if (!Paging.TryRead(cursor, out var place) || (place is not null && !Guid.TryParseExact(place, "N", out _)))
            return CardRefusals.CursorInvalid;
        if (place is not null)
            after = Guid.ParseExact(place, "N");
        if (search.Number is not null)
        {
            if (CardNumber.Normalise(search.Number) is not { } number)
                return new Page<Card>([], null);
            search = search with { Number = number };
        }
        // Nothing that holds it could have been written, and PostgreSQL does not take it.
        if (new[] { search.Last4, search.Holder, search.Label }.Any(text => text?.Length > 200 || text?.Contains('\0', StringComparison.Ordinal) == true))
            return new Page<Card>([], null);
        var found = await cards.Search(storeId, search, after, limit + 1, cancellationToken);
        return new Page<Card>([.. found.Take(limit)], found.Count > limit ? Paging.Cursor(found[limit - 1].Id.ToString("N", CultureInfo.InvariantCulture)) : null);
    }

    public async Task<Result<Card>> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        await cards.ById(storeId, id, cancellationToken) is { } card ? card : CardRefusals.NotFound;

    public async Task<Result<string>> Token(string storeId, Guid id, CancellationToken cancellationToken) =>
        await cards.ById(storeId, id, cancellationToken) is null ? CardRefusals.NotFound : (await secrets.Of(storeId, cancellationToken)).Token(id);

    public Task<Result<Card>> Update(string storeId, Guid id, CardUpdate update, CancellationToken cancellationToken) => life.Update(storeId, id, update, cancellationToken);

    public Task<Result<Card>> Activate(string storeId, Guid id, string? code, CancellationToken cancellationToken) => life.Activate(storeId, id, code, null, cancellationToken);

    public Task<Result<Card>> ActivateFor(string storeId, Guid id, string code, string holder, CancellationToken cancellationToken) =>
        life.Activate(storeId, id, code, holder, cancellationToken);

    public async Task<Result<Card>> ActivateByNumber(string storeId, string number, string code, CancellationToken cancellationToken) =>
        CardNumber.Normalise(number) is { } digits && await cards.ByNumber(storeId, digits, cancellationToken) is { } card
            ? await life.Activate(storeId, card.Id, code, null, cancellationToken)
            : CardRefusals.NotFound;

    public Task<Result<Card>> Freeze(string storeId, Guid id, CancellationToken cancellationToken) => life.Freeze(storeId, id, null, cancellationToken);

    public Task<Result<Card>> FreezeByStaff(string storeId, Guid id, CancellationToken cancellationToken) => life.Freeze(storeId, id, async transaction =>
    {
        await CardRepository.MarkFrozenByStaff(transaction, storeId, id, true, cancellationToken);
        return null;
    }, cancellationToken);

    public Task<Result<Card>> Close(string storeId, Guid id, CardPayout payout, string? by, CancellationToken cancellationToken) => life.Close(storeId, id, payout, by, cancellationToken);

    public Task<Result<Page<CardEntry>>> History(string storeId, Guid id, string? cursor, int limit, CancellationToken cancellationToken) =>
        money.History(storeId, id, cursor, limit, cancellationToken);

    public Task<Result<CardEntry>> Adjust(string storeId, Guid id, string? amount, string? reason, string? by, string key, CancellationToken cancellationToken) =>
        money.Adjust(storeId, id, amount, reason, by, key, cancellationToken);
}
