using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>One card: balance, timeline, actions. A refused action shows the page again with its form open and the reason beside the field.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashCardController(CardPage page, ICardService cards, ICardFinder finder, ILoadService loads, IUnclaimedMoney unclaimed, ICardFates fates, PageText text) : FlashPageController(text)
{
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
        await Done(storeId, id, await cards.Activate(storeId, id, Blank(model.Code), cancellationToken), "The card is active.", model, "activate", nameof(model.Code), cancellationToken);

    /// <summary>No charge from now on.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/freeze")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Freeze(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await cards.FreezeByStaff(storeId, id, cancellationToken), "The card is frozen. Every charge is refused until it is unfrozen.", Back(storeId, id));

    /// <summary>Charges again.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/unfreeze")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Unfreeze(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await fates.Found(storeId, id, cancellationToken), "The card is unfrozen.", Back(storeId, id));

    /// <summary>Closes it for good.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/close")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Close(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var closed = await cards.Close(storeId, id, model.Payout ?? CardPayout.None, User.Identity?.Name, cancellationToken);
        return await Done(storeId, id, closed, "The card is closed.", model, "close", nameof(model.Payout), cancellationToken);
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
            KeyOf(model.Key), cancellationToken);
        var field = adjusted.Refusal?.Path == "reason" ? nameof(model.AdjustReason) : nameof(model.AdjustAmount);
        return await Done(storeId, id, adjusted, "The balance is corrected.", model, "adjust", field, cancellationToken);
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
        var field = changed.Refusal?.Path == "limits.day" ? nameof(model.DayLimit) : nameof(model.ChargeLimit);
        return await Done(storeId, id, changed, "The limits are changed.", model, "limits", field, cancellationToken);
    }

    /// <summary>Changes what the store calls it and who carries it.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/edit")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Edit(string storeId, Guid id, CardPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var changed = await cards.Update(storeId, id, new CardUpdate(Change<string>.To(Blank(model.Holder)), Change<string>.To(Blank(model.Label))), cancellationToken);
        return await Done(storeId, id, changed, "Saved.", model, "edit", nameof(model.Label), cancellationToken);
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
        var load = await loads.Request(storeId, id, new RequestLoad(amount, model.LoadActivates), KeyOf(model.Key), ServerAddress.Of(Request), cancellationToken);
        if (load.Ok)
            return RedirectToAction(nameof(LoadPage), new { storeId, id, loadId = load.Value.Id });
        Refuse(load.Refusal, nameof(model.LoadAmount));
        return await Show(storeId, id, model, "load", null, cancellationToken);
    }

    /// <summary>A load with the QR code of its checkout, until it is paid.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/loads/{loadId:guid}")]
    public Task<IActionResult> LoadPage(string storeId, Guid id, Guid loadId, CancellationToken cancellationToken) => ShowLoad(storeId, id, loadId, null, cancellationToken);

    /// <summary>Says where the money goes that was paid after the card was closed.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/loads/{loadId:guid}/unclaimed")]
    [Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Unclaimed(string storeId, Guid id, Guid loadId, UnclaimedForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (form.To is null)
            ModelState.AddModelError(nameof(form.To), Text["Say where the money goes."]);
        if (string.IsNullOrWhiteSpace(form.Reason))
            ModelState.AddModelError(nameof(form.Reason), Text["Say why. The reason is kept with the movement."]);
        var other = form.To is UnclaimedTo.Card ? await finder.ByNumber(storeId, form.Number ?? "", cancellationToken) : null;
        if (form.To is UnclaimedTo.Card && other is null)
            ModelState.AddModelError(nameof(form.Number), Text.Refusal(CardRefusals.NotFound));
        if (!Valid)
            return await ShowLoad(storeId, id, loadId, form, cancellationToken);
        var settled = await unclaimed.Settle(storeId, loadId, new SettleUnclaimed(form.To!.Value, other?.Id, form.Amount, form.Reason), User.Identity?.Name,
            KeyOf(form.Key), cancellationToken);
        var field = settled.Refusal switch
        {
            { Path: "reason" } => nameof(form.Reason),
            { Path: null, Code: var code } when code.StartsWith("card-", StringComparison.Ordinal) || code == LoadRefusals.MaxBalanceExceeded.Code => nameof(form.Number),
            _ => null
        };
        // What is wrong with the load itself stands on top of its page, which shows it as it is now.
        return await Answer(settled, "The unclaimed money is settled.", RedirectToAction(nameof(LoadPage), new { storeId, id, loadId }),
            field is null ? null : () => ShowLoad(storeId, id, loadId, form, cancellationToken), field ?? "");
    }

    private async Task<IActionResult> ShowLoad(string storeId, Guid id, Guid loadId, UnclaimedForm? form, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        var load = await loads.Find(storeId, loadId, cancellationToken);
        if (!card.Ok || !load.Ok)
            return NotFound();
        // From the history of a card that its money was moved to.
        if (load.Value.CardId != id)
            return RedirectToAction(nameof(LoadPage), new { storeId, id = load.Value.CardId, loadId });
        var others = new List<Card>();
        foreach (var other in load.Value.Settlements.Select(s => s.CardId).OfType<Guid>().Distinct())
        {
            if (await cards.Find(storeId, other, cancellationToken) is { Ok: true } found)
                others.Add(found.Value);
        }
        var refused = form is not null;
        form ??= new UnclaimedForm();
        form.Key = FreshKey();
        return View("Load", new LoadPageModel(card.Value, load.Value, others, form, refused));
    }

    private RedirectToActionResult Back(string storeId, Guid id) => RedirectToAction(nameof(Card), new { storeId, id });

    private Task<IActionResult> Done<T>(string storeId, Guid id, Result<T> result, string done, CardPageModel model, string form, string field, CancellationToken cancellationToken) =>
        Answer(result, done, Back(storeId, id), () => Show(storeId, id, model, form, null, cancellationToken), field);

    private async Task<IActionResult> Show(string storeId, Guid id, CardPageModel model, string? open, string? cursor, CancellationToken cancellationToken)
    {
        (model.Open, model.Key) = (open, FreshKey());
        return await page.Fill(storeId, id, model, cursor, cancellationToken) ? View("Card", model) : NotFound();
    }
}
