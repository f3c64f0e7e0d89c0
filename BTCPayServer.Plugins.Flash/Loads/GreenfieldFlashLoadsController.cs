using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>Loads over the Greenfield API.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashLoadsController(ILoadService loads, IUnclaimedMoney unclaimed) : ControllerBase
{
    /// <summary>Makes an invoice that pays for a card.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/loads")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Create(string storeId, Guid cardId, LoadRequest request, CancellationToken cancellationToken)
    {
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        var command = new RequestLoad(request.Amount, request.Activate, request.Description, request.RedirectUrl);
        return Answer(await loads.Request(storeId, cardId, command, "api:" + key.Value, ServerAddress.Of(Request), cancellationToken));
    }

    /// <summary>A card's loads, newest first.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/loads")]
    public async Task<IActionResult> List(string storeId, Guid cardId, string? cursor, int? limit, CancellationToken cancellationToken) =>
        Answer(await loads.ForCard(storeId, cardId, cursor, Paging.Limit(limit), cancellationToken));

    /// <summary>Loads that have unclaimed money, newest first.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/loads/unclaimed")]
    public async Task<IActionResult> Unclaimed(string storeId, string? cursor, int? limit, CancellationToken cancellationToken) =>
        Answer(await loads.Unclaimed(storeId, cursor, Paging.Limit(limit), cancellationToken));

    /// <summary>One load.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/loads/{loadId:guid}")]
    public async Task<IActionResult> Get(string storeId, Guid loadId, CancellationToken cancellationToken) =>
        Answer(await loads.Find(storeId, loadId, cancellationToken));

    /// <summary>Says where unclaimed money goes.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/loads/{loadId:guid}/unclaimed")]
    [Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> SettleUnclaimed(string storeId, Guid loadId, UnclaimedRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        if (!CardNames.TryRead<UnclaimedTo>(request.To, out var to))
            return this.Refuse(Refusal.Invalid("to", $"One of {CardNames.All<UnclaimedTo>()}."));
        return Answer(await unclaimed.Settle(storeId, loadId, new SettleUnclaimed(to, request.CardId, request.Amount, request.Reason), this.Caller(), key.Value, cancellationToken));
    }

    private IActionResult Answer(Result<Page<Load>> result) =>
        result.Match(page => Ok(new Page<LoadModel>([.. page.Items.Select(LoadModel.From)], page.Cursor)), this.Refuse);

    private IActionResult Answer(Result<Load> result) => result.Match(load => Ok(LoadModel.From(load)), this.Refuse);
}
