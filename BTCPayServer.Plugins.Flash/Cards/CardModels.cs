using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Writes cards for the API, each with what became of it.</summary>
public sealed class CardModels(ICardFates fates)
{
    /// <summary>A card, or the refusal that stands in its place.</summary>
    public async Task<Result<CardModel>> Of(Result<Card> card, CancellationToken cancellationToken) =>
        card.Ok ? (await Of(card.Value.StoreId, [card.Value], cancellationToken))[0] : card.Refusal;

    /// <summary>A card that was just issued, or the refusal.</summary>
    public async Task<Result<CardModel>> Of(Result<IssuedCard> issued, CancellationToken cancellationToken) =>
        issued.Ok
            ? (await Of(issued.Value.Card.StoreId, [issued.Value.Card], cancellationToken))[0] with { ActivationCode = issued.Value.ActivationCode, Token = issued.Value.Token }
            : issued.Refusal;

    /// <summary>Cards of one store, in their order.</summary>
    public async Task<IReadOnlyList<CardModel>> Of(string storeId, IReadOnlyList<Card> cards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cards);
        if (cards.Count == 0)
            return [];
        var known = await fates.Fates(storeId, [.. cards.Select(card => card.Id)], cancellationToken);
        return [.. cards.Select(card => CardModel.From(card, known.GetValueOrDefault(card.Id)))];
    }
}
