using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card's history, and behind it that of the cards whose place it took.</summary>
internal sealed class HolderHistory(ICardService cards, ICardReplacement replacement)
{
    /// <summary>One page, newest first. A cursor is the place in the store's log: what an older card has lies before all that a newer one has.</summary>
    public async Task<Result<Page<CardEntry>>> Page(string storeId, Guid cardId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<CardEntry>();
        foreach (var id in await replacement.Line(storeId, cardId, cancellationToken))
        {
            var page = await cards.History(storeId, id, cursor, limit + 2 - entries.Count, cancellationToken);
            if (!page.Ok)
                return page;
            // The move from card to card is on both: it is told once, as what came in. One more was asked for in its place.
            entries.AddRange(page.Value.Items.Where(entry => id == cardId || entry.Type != CardSuccession.Replacement || entry.Amount > 0));
            if (entries.Count > limit)
                break;
        }
        var shown = entries.Take(limit).ToList();
        return new Page<CardEntry>(shown, entries.Count > limit ? Paging.Cursor(shown[^1].Seq) : null);
    }
}
