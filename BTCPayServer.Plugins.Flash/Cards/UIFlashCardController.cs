using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>One card: balance, timeline, actions. A refused action shows the page again with its form open and the reason beside the field.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashCardController(IProgrammes programmes, ICardService cards, ILoadService loads, PageText text) : FlashPageController(text)
{
    private const int PageSize = 50;

    /// <summary>The card.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}")]
    public Task<IActionResult> Card(string storeId, Guid id, string? cursor, CancellationToken cancellationToken) =>
        Show(storeId, id, new CardPageModel(), null, cursor, cancellationToken);

    /// <summary>Its QR code, to print or to scan.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/qr")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
    public async Task<IActionResult> Qr(string storeId, Guid id, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        var token = await cards.Token(storeId, id, cancellationToken);
        return card.Ok && token.Ok ? View(new CardQrModel(card.Value, token.Value)) : NotFound();
    }

    /// <summary>Activates it: by its code, or by staff.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/activate")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Activate(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken) =>
        await Done(storeId, id, model, "activate", nameof(model.Code), Text["The card is active."],
            await cards.Activate(storeId, id, Blank(model.Code), cancellationToken), cancellationToken);

    /// <summary>No charge from now on.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/freeze")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Freeze(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Done(storeId, id, new CardPageModel(), null, "", Text["The card is frozen. Every charge is refused until it is unfrozen."],
            await cards.Freeze(storeId, id, cancellationToken), cancellationToken);

    /// <summary>Charges again.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/unfreeze")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Unfreeze(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Done(storeId, id, new CardPageModel(), null, "", Text["The card is unfrozen."],
            await cards.Unfreeze(storeId, id, cancellationToken), cancellationToken);

    /// <summary>Closes it for good.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/close")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Close(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return await Done(storeId, id, model, "close", nameof(model.Payout), Text["The card is closed."],
            await cards.Close(storeId, id, model.Payout ?? CardPayout.None, User.Identity?.Name, cancellationToken), cancellationToken);
    }

    /// <summary>Corrects its balance.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/adjust")]
    [Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Adjust(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        var amount = Amount(card.Value.Asset, model.AdjustAmount, nameof(model.AdjustAmount));
        if (string.IsNullOrWhiteSpace(model.AdjustReason))
            ModelState.AddModelError(nameof(model.AdjustReason), Text["Say why. The reason is kept with the movement."]);
        if (!Valid)
            return await Show(storeId, id, model, "adjust", null, cancellationToken);
        var adjusted = await cards.Adjust(storeId, id, model.AdjustTakes ? "-" + amount : amount, model.AdjustReason!.Trim(), User.Identity?.Name,
            model.Key ?? NewKey(), cancellationToken);
        var field = adjusted.Refusal?.Path == "reason" ? nameof(model.AdjustReason) : nameof(model.AdjustAmount);
        return await Done(storeId, id, model, "adjust", field, Text["The balance is corrected."], adjusted, cancellationToken);
    }

    /// <summary>Gives it limits of its own, or the programme's again.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/limits")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Limits(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        CardLimits? limits = null;
        if (model.OwnLimits)
            limits = new CardLimits(
                Amount(card.Value.Asset, model.ChargeLimit, nameof(model.ChargeLimit), required: false),
                Amount(card.Value.Asset, model.DayLimit, nameof(model.DayLimit), required: false));
        if (!Valid)
            return await Show(storeId, id, model, "limits", null, cancellationToken);
        var changed = await cards.Update(storeId, id, new CardUpdate(Limits: Change<CardLimits>.To(limits)), cancellationToken);
        return await Done(storeId, id, model, "limits", changed.Refusal?.Path == "limits.day" ? nameof(model.DayLimit) : nameof(model.ChargeLimit),
            Text["The limits are changed."], changed, cancellationToken);
    }

    /// <summary>Changes what the store calls it and who carries it.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/edit")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Edit(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return await Done(storeId, id, model, "edit", nameof(model.Label), Text["Saved."],
            await cards.Update(storeId, id, new CardUpdate(Change<string>.To(Blank(model.Holder)), Change<string>.To(Blank(model.Label))), cancellationToken), cancellationToken);
    }

    /// <summary>Makes an invoice that loads it.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/load")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Load(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        var amount = Amount(card.Value.Asset, model.LoadAmount, nameof(model.LoadAmount));
        if (!Valid)
            return await Show(storeId, id, model, "load", null, cancellationToken);
        var load = await loads.Request(storeId, id, new RequestLoad(amount, model.LoadActivates), model.Key ?? NewKey(), ServerAddress.Of(Request), cancellationToken);
        if (load.Ok)
            return RedirectToAction(nameof(LoadPage), new { storeId, id, loadId = load.Value.Id });
        Refuse(load.Refusal, nameof(model.LoadAmount));
        return await Show(storeId, id, model, "load", null, cancellationToken);
    }

    /// <summary>A load with the QR code of its checkout, until it is paid.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/loads/{loadId:guid}")]
    public async Task<IActionResult> LoadPage(string storeId, Guid id, Guid loadId, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        var load = await loads.Find(storeId, loadId, cancellationToken);
        return card.Ok && load.Ok && load.Value.CardId == id ? View("Load", new LoadPageModel(card.Value, load.Value)) : NotFound();
    }

    private async Task<IActionResult> Done<T>(string storeId, Guid id, CardPageModel model, string? form, string field, string told, Result<T> result, CancellationToken cancellationToken)
    {
        if (result.Ok)
        {
            Tell(told);
            return RedirectToAction(nameof(Card), new { storeId, id });
        }
        if (result.Refusal.Code == "card-not-found")
            return NotFound();
        if (form is null)
        {
            Tell(result.Refusal);
            return RedirectToAction(nameof(Card), new { storeId, id });
        }
        Refuse(result.Refusal, field);
        return await Show(storeId, id, model, form, null, cancellationToken);
    }

    private async Task<IActionResult> Show(string storeId, Guid id, CardPageModel model, string? open, string? cursor, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        var history = await cards.History(storeId, id, cursor, PageSize, cancellationToken);
        var asked = await loads.ForCard(storeId, id, null, 10, cancellationToken);
        model.Card = card.Value;
        model.Programme = await programmes.Find(storeId, cancellationToken);
        model.History = history.Ok ? history.Value : new Page<CardEntry>([], null);
        model.Pending = asked.Ok ? asked.Value.Items.Where(l => l.Status == LoadStatus.Pending).ToList() : [];
        model.Older = !string.IsNullOrEmpty(cursor);
        model.Open = open;
        model.Key = FreshKey();
        var account = card.Value.Account;
        if (open != "edit")
            (model.Label, model.Holder) = (card.Value.Label, card.Value.Holder);
        if (open != "limits")
            (model.OwnLimits, model.ChargeLimit, model.DayLimit) = (card.Value.OwnLimits, PageText.Input(card.Value.Asset, account.ChargeLimit), PageText.Input(card.Value.Asset, account.PeriodLimit));
        return View("Card", model);
    }
}
