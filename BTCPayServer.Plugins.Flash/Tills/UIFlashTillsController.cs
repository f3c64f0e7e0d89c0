using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>The store's tills: made, paired, revoked. Whoever makes one lets a device move money, so it takes the permission to change settings.</summary>
[Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashTillsController(IProgrammes programmes, ITillService tills, PageText text) : FlashPageController(text)
{
    /// <summary>All tills.</summary>
    [HttpGet("~/plugins/{storeId}/flash/tills")]
    public Task<IActionResult> Tills(string storeId, CancellationToken cancellationToken) => Show(storeId, new TillsPageModel(), cancellationToken);

    /// <summary>Makes a till, and shows its pairing code for the only time.</summary>
    [HttpPost("~/plugins/{storeId}/flash/tills")]
    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
    public async Task<IActionResult> Tills(string storeId, TillsPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Refused = true;
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return await Show(storeId, model, cancellationToken);
        var charge = Amount(programme.Asset, model.ChargeLimit, nameof(model.ChargeLimit), required: false);
        var day = Amount(programme.Asset, model.DayLimit, nameof(model.DayLimit), required: false);
        if (string.IsNullOrWhiteSpace(model.Name))
            ModelState.AddModelError(nameof(model.Name), Text["Give the till a name."]);
        if (!Valid)
            return await Show(storeId, model, cancellationToken);
        return await Pair(storeId, await tills.Create(storeId, model.Name!.Trim(), charge, day, cancellationToken), model, cancellationToken);
    }

    /// <summary>The form that changes a till.</summary>
    [HttpGet("~/plugins/{storeId}/flash/tills/{tillId:guid}")]
    public Task<IActionResult> Till(string storeId, Guid tillId, CancellationToken cancellationToken) => ShowTill(storeId, tillId, null, cancellationToken);

    /// <summary>Changes a till's name and limits.</summary>
    [HttpPost("~/plugins/{storeId}/flash/tills/{tillId:guid}")]
    public async Task<IActionResult> Till(string storeId, Guid tillId, TillPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var till = await tills.Find(storeId, tillId, cancellationToken);
        if (!till.Ok)
            return NotFound();
        var charge = Amount(till.Value.Asset, model.ChargeLimit, nameof(model.ChargeLimit), required: false);
        var day = Amount(till.Value.Asset, model.DayLimit, nameof(model.DayLimit), required: false);
        if (string.IsNullOrWhiteSpace(model.Name))
            ModelState.AddModelError(nameof(model.Name), Text["Give the till a name."]);
        if (!Valid)
            return await ShowTill(storeId, tillId, model, cancellationToken);
        var update = new TillUpdate(Change<string>.To(model.Name), Change<string>.To(charge), Change<string>.To(day));
        return await Answer(await tills.Update(storeId, tillId, update, cancellationToken), "The till is changed. Its next charge is held to the new limits.",
            Back(storeId), () => ShowTill(storeId, tillId, model, cancellationToken), nameof(model.Name));
    }

    /// <summary>A new code for another device.</summary>
    [HttpPost("~/plugins/{storeId}/flash/tills/{tillId:guid}/code")]
    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
    public async Task<IActionResult> Code(string storeId, Guid tillId, CancellationToken cancellationToken) =>
        await Pair(storeId, await tills.NewCode(storeId, tillId, cancellationToken), null, cancellationToken);

    /// <summary>Asks whether to switch a till off.</summary>
    [HttpGet("~/plugins/{storeId}/flash/tills/{tillId:guid}/revoke")]
    public async Task<IActionResult> Revoke(string storeId, Guid tillId, CancellationToken cancellationToken) =>
        await tills.Find(storeId, tillId, cancellationToken) is { Ok: true, Value: { } till }
            ? View("Confirm", new ConfirmModel(Text["Revoke the till?"],
                Text["The till {0} can no longer look up, charge or refund, from this moment on. It cannot be switched on again; you can always make a new one.", till.Name],
                Text["Revoke"]) { Antiforgery = true, DescriptionHtml = false })
            : NotFound();

    /// <summary>Switches a till off for good.</summary>
    [HttpPost("~/plugins/{storeId}/flash/tills/{tillId:guid}/revoke")]
    public async Task<IActionResult> RevokeNow(string storeId, Guid tillId, CancellationToken cancellationToken) =>
        await Answer(await tills.Revoke(storeId, tillId, cancellationToken), "The till is revoked.", Back(storeId));

    private async Task<IActionResult> Pair(string storeId, Result<TillPairing> pairing, TillsPageModel? form, CancellationToken cancellationToken)
    {
        if (pairing.Ok)
            return View("Pairing", new PairingPageModel(pairing.Value, TillPairingModel.Payload(pairing.Value.Code, ServerAddress.Of(Request))));
        return await Answer(pairing, "", Back(storeId), form is null ? null : () => Show(storeId, form, cancellationToken), nameof(form.Name));
    }

    private RedirectToActionResult Back(string storeId) => RedirectToAction(nameof(Tills), new { storeId });

    private async Task<IActionResult> ShowTill(string storeId, Guid tillId, TillPageModel? form, CancellationToken cancellationToken)
    {
        var found = await tills.Find(storeId, tillId, cancellationToken);
        if (!found.Ok)
            return NotFound();
        var till = found.Value;
        if (till.RevokedAt is not null)
        {
            Tell(TillRefusals.TillRevoked);
            return Back(storeId);
        }
        var model = form ?? new TillPageModel { Name = till.Name, ChargeLimit = PageText.Input(till.Asset, till.ChargeLimit), DayLimit = PageText.Input(till.Asset, till.DayLimit) };
        model.Till = till;
        return View("Change", model);
    }

    private async Task<IActionResult> Show(string storeId, TillsPageModel model, CancellationToken cancellationToken)
    {
        model.Programme = await programmes.Find(storeId, cancellationToken);
        if (model.Programme is null)
            return RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId });
        model.Tills = await tills.List(storeId, cancellationToken);
        return View("Tills", model);
    }
}
