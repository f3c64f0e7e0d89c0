using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>Takes over Bolt Cards that hang on a pull payment of the server. It makes balance, so it takes the permission to adjust.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashAdoptionController(IAdoption adoption) : ControllerBase
{
    /// <summary>Makes what is left of a pull payment the card's balance, once.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/boltcard/adopt")]
    public async Task<IActionResult> Adopt(string storeId, Guid cardId, AdoptRequest request, CancellationToken cancellationToken) =>
        (await adoption.Adopt(storeId, cardId, request.PullPaymentId?.Trim() ?? "", this.Caller(), cancellationToken))
            .Match(adopted => Ok(new AdoptedModel(adopted.PullPaymentId, adopted.CardId, adopted.Asset.Code, adopted.Asset.Format(adopted.Amount))), this.Refuse);
}
