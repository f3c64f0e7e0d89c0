using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Corrections of a card's balance by those who may.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashAdjustmentsController(ICardService cards) : ControllerBase
{
    /// <summary>Adds to or takes from a balance, with a reason.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/adjustments")]
    public async Task<IActionResult> Adjust(string storeId, Guid cardId, AdjustCardRequest request, CancellationToken cancellationToken)
    {
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        var card = await cards.Find(storeId, cardId, cancellationToken);
        if (!card.Ok)
            return this.Refuse(card.Refusal);
        return (await cards.Adjust(storeId, cardId, request.Amount, request.Reason, this.Caller(), key.Value, cancellationToken))
            .Match(entry => Ok(CardEntryModel.From(entry, card.Value.Asset)), this.Refuse);
    }
}
