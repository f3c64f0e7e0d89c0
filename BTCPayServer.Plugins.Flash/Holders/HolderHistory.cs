using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card's history together with that of the cards whose place it took.</summary>
internal sealed class HolderHistory(ICardService cards, ICardFates fates)
{
    /// <summary>One page, newest first. A cursor is the place in the store's log, in which all cards of the line have theirs.</summary>
    public async Task<Result<Page<CardEntry>>> Page(string storeId, Guid cardId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<CardEntry>();
        foreach (var id in await fates.Line(storeId, cardId, cancellationToken))
        {
            var page = await cards.History(storeId, id, cursor, limit + 1, cancellationToken);
            if (!page.Ok)
                return page;
            entries.AddRange(page.Value.Items);
        }
        // A move from card to card is on both: it is told once, as the newer card has it.
        var told = entries.DistinctBy(entry => entry.Id).OrderByDescending(entry => entry.Seq).ToList();
        var shown = told.Take(limit).ToList();
        return new Page<CardEntry>(shown, told.Count > limit ? Paging.Cursor(shown[^1].Seq) : null);
    }
}
