using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.TopUps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card's public links, for staff: to print them on it.</summary>
[ApiController]
[FlashExceptionFilter]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashCardLinksController(ICardService cards, ICardLinks links, ITopUps topUps) : ControllerBase
{
    /// <summary>The links.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/links")]
    public async Task<IActionResult> Links(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, cardId, cancellationToken);
        if (!card.Ok)
            return this.Refuse(card.Refusal);
        var server = ServerAddress.Of(Request);
        var topUp = await topUps.Link(storeId, cardId, server, cancellationToken);
        return Ok(new CardLinksModel(topUp.Url, topUp.Lnurl, $"{server}/flash/h/{await links.Token(storeId, cardId, CardLinkUse.Holder, cancellationToken)}"));
    }
}
