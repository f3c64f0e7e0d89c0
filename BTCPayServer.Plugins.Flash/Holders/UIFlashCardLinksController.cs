using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.TopUps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card's public links with their QR codes, to print on it.</summary>
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class UIFlashCardLinksController(ICardService cards, ICardLinks links, ITopUps topUps, PageText text) : FlashPageController(text)
{
    /// <summary>The links.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/links")]
    public async Task<IActionResult> Links(string storeId, Guid id, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        var server = ServerAddress.Of(Request);
        var holder = $"{server}/flash/h/{await links.Token(storeId, id, CardLinkUse.Holder, cancellationToken)}";
        return View("Links", new CardLinksPageModel(card.Value, holder, await topUps.Link(storeId, id, server, cancellationToken)));
    }
}
