using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>What happens to a card between its issue and its end.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
public sealed class GreenfieldFlashCardLifeController(ICardService cards, ICardFates fates, CardModels models) : ControllerBase
{
    /// <summary>Activates a card; without a code by staff.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/activate")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Activate(string storeId, Guid cardId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ActivateCardRequest? request,
        CancellationToken cancellationToken) =>
        await Answer(await cards.Activate(storeId, cardId, request?.Code, cancellationToken), cancellationToken);

    /// <summary>Activates a card by number and code.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/activate")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> ActivateByNumber(string storeId, ActivateCardRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Number))
            return this.Refuse(Refusal.Invalid("number", "The card's number is needed."));
        if (string.IsNullOrWhiteSpace(request.Code))
            return this.Refuse(Refusal.Invalid("code", "The activation code is needed."));
        return await Answer(await cards.ActivateByNumber(storeId, request.Number, request.Code, cancellationToken), cancellationToken);
    }

    /// <summary>Refuses every later charge.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/freeze")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Freeze(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(await cards.FreezeByStaff(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Undoes a freeze.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/unfreeze")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Unfreeze(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(await fates.Found(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Closes for ever.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/close")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Close(string storeId, Guid cardId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] CloseCardRequest? request,
        CancellationToken cancellationToken)
    {
        var payout = CardPayout.None;
        if (!string.IsNullOrWhiteSpace(request?.Payout) && !CardNames.TryRead(request.Payout, out payout))
            return this.Refuse(Refusal.Invalid("payout", $"One of {CardNames.All<CardPayout>()}."));
        return await Answer(await cards.Close(storeId, cardId, payout, By, cancellationToken), cancellationToken);
    }

    /// <summary>What happened on a card, newest first.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/history")]
    [Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> History(string storeId, Guid cardId, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, cardId, cancellationToken);
        if (!card.Ok)
            return this.Refuse(card.Refusal);
        return (await cards.History(storeId, cardId, cursor, Paging.Limit(limit), cancellationToken))
            .Match(page => Ok(new Page<CardEntryModel>([.. page.Items.Select(entry => CardEntryModel.From(entry, card.Value.Asset))], page.Cursor)), this.Refuse);
    }

    private string? By => this.Caller();

    private async Task<IActionResult> Answer(Result<Card> result, CancellationToken cancellationToken) => (await models.Of(result, cancellationToken)).Match(Ok, this.Refuse);
}
