using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Looks up the one card that a cashier holds in the hand.</summary>
public sealed class CardLookup(ICardFinder cards)
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
}
