using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Taps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>For the backend of a holders' app: PIN and sleep mode of the cards of the holder that it names.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.App, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
[Route("~/api/v1/stores/{storeId}/flash/holders/{holder}/cards/{cardId:guid}")]
public sealed class GreenfieldFlashHolderGuardsController(IHolders holders, ICardPin pins, ICardSleep sleep, TimeProvider time) : ControllerBase
{
    /// <summary>What guards the card.</summary>
    [HttpGet("guard")]
    public Task<IActionResult> Get(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => pins.Find(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Sets or changes the PIN, and unlocks.</summary>
    [HttpPut("pin")]
    public Task<IActionResult> SetPin(string storeId, string holder, Guid cardId, SetPinRequest request, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => pins.Set(storeId, cardId, request.Pin, request.Limit, cancellationToken), cancellationToken);

    /// <summary>Takes the PIN away.</summary>
    [HttpDelete("pin")]
    public Task<IActionResult> RemovePin(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => pins.Remove(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Forgets wrong PINs.</summary>
    [HttpPost("pin/unlock")]
    public Task<IActionResult> UnlockPin(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => pins.Unlock(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Switches sleep mode.</summary>
    [HttpPut("sleep")]
    public Task<IActionResult> SetSleep(string storeId, string holder, Guid cardId, SetSleepRequest request, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => sleep.SetSleep(storeId, cardId, request.Minutes, cancellationToken), cancellationToken);

    /// <summary>Wakes the card for its minutes.</summary>
    [HttpPost("wake")]
    public Task<IActionResult> Wake(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => sleep.Wake(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Puts it to sleep before they are over.</summary>
    [HttpPost("sleep-now")]
    public Task<IActionResult> SleepNow(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Own(storeId, holder, cardId, () => sleep.Sleep(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Does it when the card is the holder's.</summary>
    private async Task<IActionResult> Own(string storeId, string holder, Guid cardId, Func<Task<Result<CardGuard>>> act, CancellationToken cancellationToken)
    {
        var card = await holders.Own(storeId, holder, cardId, cancellationToken);
        return card.Ok ? (await act()).Match(guard => Ok(CardGuardModel.From(guard, card.Value.Asset, time.GetUtcNow())), this.Refuse) : this.Refuse(card.Refusal);
    }
}
