using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.TopUps;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>Gathers what belongs to cards in the eyes of their holders: guard, fate, links.</summary>
public sealed class HolderCards(ICardFates fates, ISpendingGuard guards, ITopUps topUps, ICardLinks links)
{
    /// <summary>One card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="serverUrl">Where its links lead.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<HolderCard> Of(Card card, string serverUrl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(card);
        return (await Of(card.StoreId, [card], serverUrl, cancellationToken))[0];
    }

    /// <summary>Cards of one store, in their order.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cards">The cards.</param>
    /// <param name="serverUrl">Where their links lead.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<HolderCard>> Of(string storeId, IReadOnlyList<Card> cards, string serverUrl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cards);
        Guid[] ids = [.. cards.Select(card => card.Id)];
        var known = await fates.Fates(storeId, ids, cancellationToken);
        var guarded = await guards.Find(storeId, ids, cancellationToken);
        var list = new List<HolderCard>(cards.Count);
        foreach (var card in cards)
        {
            known.TryGetValue(card.Id, out var fate);
            list.Add(new HolderCard(card, guarded.GetValueOrDefault(card.Id) ?? new CardGuard(), fate?.Lost, fate?.Replaces, fate?.ReplacedBy, await topUps.Link(storeId, card.Id, serverUrl, cancellationToken),
                $"{serverUrl}/flash/h/{await links.Token(storeId, card.Id, CardLinkUse.Holder, cancellationToken)}"));
        }
        return list;
    }
}
