using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What staff see and set: rules for taps, what guards a card, Lightning payments.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashTapsController(ITapSettings settings, ICardPin pins, ICardSleep sleep, ICardFinder cards, IOutgoingPayments payments, TimeProvider time) : ControllerBase
{
    /// <summary>The programme's rules for taps.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/tap-settings")]
    public async Task<IActionResult> GetSettings(string storeId, CancellationToken cancellationToken) =>
        (await settings.Find(storeId, cancellationToken)).Match(found => Ok(TapSettingsModel.From(found)), this.Refuse);

    /// <summary>Sets all of them.</summary>
    [HttpPut("~/api/v1/stores/{storeId}/flash/tap-settings")]
    [Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> SetSettings(string storeId, TapSettingsModel request, CancellationToken cancellationToken) =>
        (await settings.Set(storeId, request.ShowBalance, request.FeeBasisPoints, request.FeeMinimumSats, cancellationToken)).Match(set => Ok(TapSettingsModel.From(set)), this.Refuse);

    /// <summary>What guards a card.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/guard")]
    public async Task<IActionResult> GetGuard(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await pins.Find(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Sets or changes the PIN, and unlocks.</summary>
    [HttpPut("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/pin")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> SetPin(string storeId, Guid cardId, SetPinRequest request, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await pins.Set(storeId, cardId, request.Pin, request.Limit, cancellationToken), cancellationToken);

    /// <summary>Takes the PIN away.</summary>
    [HttpDelete("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/pin")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> RemovePin(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await pins.Remove(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Forgets wrong PINs.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/pin/unlock")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> UnlockPin(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await pins.Unlock(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Switches sleep mode.</summary>
    [HttpPut("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/sleep")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> SetSleep(string storeId, Guid cardId, SetSleepRequest request, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await sleep.SetSleep(storeId, cardId, request.Minutes, cancellationToken), cancellationToken);

    /// <summary>Wakes the card for its minutes.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/wake")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Wake(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await sleep.Wake(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Puts it to sleep before they are over.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/sleep-now")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> SleepNow(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await sleep.Sleep(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>Lightning payments, newest first.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/payments")]
    public async Task<IActionResult> List(string storeId, [FromQuery] Guid? cardId, [FromQuery] string? status, [FromQuery] string? cursor, [FromQuery] int? limit, CancellationToken cancellationToken)
    {
        var only = default(PaymentStatus);
        if (status is not null && !CardNames.TryRead(status, out only))
            return this.Refuse(Refusal.Invalid("status", $"One of {CardNames.All<PaymentStatus>()}."));
        return (await payments.List(storeId, cardId, status is null ? null : only, cursor, Paging.Limit(limit), cancellationToken))
            .Match(page => Ok(new Page<PaymentModel>([.. page.Items.Select(PaymentModel.From)], page.Cursor)), this.Refuse);
    }

    /// <summary>One Lightning payment.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/payments/{paymentId:guid}")]
    public async Task<IActionResult> Find(string storeId, Guid paymentId, CancellationToken cancellationToken) =>
        (await payments.Find(storeId, paymentId, cancellationToken)).Match(payment => Ok(PaymentModel.From(payment)), this.Refuse);

    private async Task<IActionResult> Answer(string storeId, Guid cardId, Result<CardGuard> guard, CancellationToken cancellationToken)
    {
        if (!guard.Ok)
            return this.Refuse(guard.Refusal);
        return await cards.ById(storeId, cardId, cancellationToken) is { } card
            ? Ok(CardGuardModel.From(guard.Value, card.Asset, time.GetUtcNow()))
            : this.Refuse(TapRefusals.CardNotFound);
    }
}
