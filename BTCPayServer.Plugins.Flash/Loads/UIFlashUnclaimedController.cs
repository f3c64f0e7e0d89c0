using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>What came for closed cards and waits for somebody to say where it goes.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashUnclaimedController(ILoadService loads, ICardFinder cards, PageText text) : FlashPageController(text)
{
    private const int PageSize = 25;

    /// <summary>All loads that have some.</summary>
    [HttpGet("~/plugins/{storeId}/flash/unclaimed")]
    public async Task<IActionResult> Unclaimed(string storeId, string? cursor, CancellationToken cancellationToken)
    {
        var page = await loads.Unclaimed(storeId, cursor, PageSize, cancellationToken);
        if (!page.Ok)
            return NotFound();
        var known = new Dictionary<Guid, Card>();
        foreach (var id in page.Value.Items.Select(load => load.CardId).Distinct())
            if (await cards.ById(storeId, id, cancellationToken) is { } found)
                known[id] = found;
        return View("Unclaimed", new UnclaimedPageModel(page.Value, known, cursor));
    }
}

/// <summary>Loads with unclaimed money.</summary>
/// <param name="Page">The loads, newest first.</param>
/// <param name="Cards">The cards that they were for.</param>
/// <param name="Cursor">From an earlier page; null on the first.</param>
public sealed record UnclaimedPageModel(Page<Load> Page, IReadOnlyDictionary<Guid, Card> Cards, string? Cursor);
