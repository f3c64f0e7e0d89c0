using System.Globalization;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What guards a card when it is tapped: PIN and sleep mode.</summary>
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class UIFlashCardSecurityController(ICardService cards, ICardPin pins, ICardSleep sleep, TimeProvider time, PageText text) : FlashPageController(text)
{
    /// <summary>The guard.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/security")]
    public Task<IActionResult> Security(string storeId, Guid id, CancellationToken cancellationToken) => Show(storeId, id, new SecurityPageModel(), null, cancellationToken);

    /// <summary>Sets or changes the PIN, and unlocks.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/pin")]
    public async Task<IActionResult> SetPin(string storeId, Guid id, SecurityPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        var from = Amount(card.Value.Asset, NoneIfZero(model.PinFrom), nameof(model.PinFrom), required: false);
        return Valid
            ? await Done(storeId, id, await pins.Set(storeId, id, model.Pin?.Trim(), from, cancellationToken), "The PIN is set.", model, "pin", nameof(model.Pin), cancellationToken)
            : await Show(storeId, id, model, "pin", cancellationToken);
    }

    /// <summary>Takes the PIN away.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/pin/remove")]
    public async Task<IActionResult> RemovePin(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await pins.Remove(storeId, id, cancellationToken), "The PIN is removed. No payment asks for one any more.", Back(storeId, id));

    /// <summary>Forgets wrong PINs.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/pin/unlock")]
    public async Task<IActionResult> Unlock(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await pins.Unlock(storeId, id, cancellationToken), "The card is unlocked. Its PIN is the same as before.", Back(storeId, id));

    /// <summary>Switches sleep mode on, or changes its minutes.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/sleep-mode")]
    public async Task<IActionResult> SetSleep(string storeId, Guid id, SecurityPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!int.TryParse(Blank(model.Minutes), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > 1440)
        {
            ModelState.AddModelError(nameof(model.Minutes), Text["Enter a whole number of minutes from 1 to 1440."]);
            return await Show(storeId, id, model, "sleep", cancellationToken);
        }
        return await Done(storeId, id, await sleep.SetSleep(storeId, id, minutes, cancellationToken), "Sleep mode is on. The card sleeps until it is woken.",
            model, "sleep", nameof(model.Minutes), cancellationToken);
    }

    /// <summary>Switches sleep mode off.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/sleep-mode/off")]
    public async Task<IActionResult> SleepOff(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await sleep.SetSleep(storeId, id, null, cancellationToken), "Sleep mode is off. The card is always awake.", Back(storeId, id));

    /// <summary>Wakes the card for its minutes.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/wake")]
    public async Task<IActionResult> Wake(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await sleep.Wake(storeId, id, cancellationToken), "The card is awake.", Back(storeId, id));

    /// <summary>Puts the card to sleep.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/security/sleep")]
    public async Task<IActionResult> Sleep(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await sleep.Sleep(storeId, id, cancellationToken), "The card sleeps.", Back(storeId, id));

    private RedirectToActionResult Back(string storeId, Guid id) => RedirectToAction(nameof(Security), new { storeId, id });

    private Task<IActionResult> Done<T>(string storeId, Guid id, Result<T> result, string done, SecurityPageModel model, string form, string field, CancellationToken cancellationToken) =>
        Answer(result, done, Back(storeId, id), () => Show(storeId, id, model, form, cancellationToken), field);

    private async Task<IActionResult> Show(string storeId, Guid id, SecurityPageModel model, string? open, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        var guard = await pins.Find(storeId, id, cancellationToken);
        if (!card.Ok || !guard.Ok)
            return NotFound();
        (model.Card, model.Guard, model.Asleep, model.Open) = (card.Value, guard.Value, guard.Value.Asleep(time.GetUtcNow()), open);
        if (open != "pin" && guard.Value is { HasPin: true, PinLimit: > 0 })
            model.PinFrom = PageText.Input(card.Value.Asset, guard.Value.PinLimit);
        if (open != "sleep")
            model.Minutes = guard.Value.WakeMinutes?.ToString(CultureInfo.InvariantCulture) ?? "5";
        return View("Security", model);
    }
}
