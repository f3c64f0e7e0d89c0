using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Taps;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Looks up the one card that a cashier holds in the hand.</summary>
public sealed class CardLookup(ICardFinder cards, ICardFates fates, ISpendingGuard guards, ITapSettings rules, TimeProvider time)
{
    /// <summary>The card; refused with <c>card-not-found</c> when the store has none.</summary>
    public async Task<Result<Card>> Find(string storeId, CardReference card, CancellationToken cancellationToken)
    {
        if (!card.IsValid)
            return Refusal.Invalid("card", "Name the card by exactly one of id, number and token.");
        if ((Text.Check("card.number", card.Number, 40) ?? Text.Check("card.token", card.Token, 200)) is { } invalid)
            return invalid;
        var found = card.Id is { } id ? await cards.ById(storeId, id, cancellationToken)
            : card.Number is not null ? await cards.ByNumber(storeId, card.Number, cancellationToken)
            : await cards.ByToken(storeId, card.Token!, cancellationToken);
        return found is null ? ChargeRefusals.CardNotFound : found;
    }

    /// <summary>The same, as a cashier sees it.</summary>
    public async Task<Result<CardLookupModel>> Show(string storeId, CardReference card, CancellationToken cancellationToken)
    {
        var found = await Find(storeId, card, cancellationToken);
        if (!found.Ok)
            return found.Refusal;
        var (shown, lost) = await Shown(found.Value, cancellationToken);
        return CardLookupModel.From(found.Value, shown, lost ? null : await guards.Find(storeId, found.Value.Id, cancellationToken), time.GetUtcNow());
    }

    /// <summary>Whether a cashier may see what is on a card, which may be in its finder's hand; and whether it is lost.</summary>
    internal async Task<(bool Balance, bool Lost)> Shown(Card card, CancellationToken cancellationToken) =>
        await fates.IsLost(card, cancellationToken) ? (false, true) : (await rules.ShowBalance(card.StoreId, cancellationToken), false);
}
