using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>Lost cards and what takes their place, for staff: any card of the store, whoever holds it.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashReplacementController(ICardReplacement replacement, HolderCards shown, TimeProvider time) : ControllerBase
{
    /// <summary>Reports it lost: it is frozen at once.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/lost")]
    public async Task<IActionResult> ReportLost(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        var lost = await replacement.ReportLost(storeId, cardId, this.Caller(), cancellationToken);
        return lost.Ok ? Ok(HolderCardModel.From(await Show(lost.Value, cancellationToken), time.GetUtcNow())) : this.Refuse(lost.Refusal);
    }

    /// <summary>Puts a new card in its place.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/replace")]
    public async Task<IActionResult> Replace(string storeId, Guid cardId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ReplaceCardRequest? request,
        CancellationToken cancellationToken)
    {
        var (key, kind) = (this.IdempotencyKey(), ReplaceCardRequest.Read(request));
        if ((key.Refusal ?? kind.Refusal) is { } wrong)
            return this.Refuse(wrong);
        var issued = await replacement.Replace(storeId, cardId, kind.Value, this.Caller(), "api:" + key.Value, cancellationToken);
        return issued.Ok ? Ok(HolderCardModel.From(await Show(issued.Value.Card, cancellationToken), issued.Value, time.GetUtcNow())) : this.Refuse(issued.Refusal);
    }

    private Task<HolderCard> Show(Card card, CancellationToken cancellationToken) => shown.Of(card, ServerAddress.Of(Request), cancellationToken);
}
