using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>The till page: a cashier takes a card's number, charges it and gives money back.</summary>
[Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashTillController(IProgrammes programmes, ICardFinder cards, CardReader reader, IChargeService charges, ISpendingGuard guards, CardLookup lookup, TimeProvider time,
    PageText text)
    : FlashPageController(text)
{
    private const int Recent = 10;

    /// <summary>Asks for a card, and shows what was charged lately.</summary>
    [HttpGet("~/plugins/{storeId}/flash/till")]
    public Task<IActionResult> Till(string storeId, CancellationToken cancellationToken) => Ask(storeId, new TillModel(), cancellationToken);

    /// <summary>Looks a card up by its number, by what its QR code says, or by a tap.</summary>
    [HttpPost("~/plugins/{storeId}/flash/till")]
    public async Task<IActionResult> Find(string storeId, TillModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Blank(model.Card) is not { } typed)
        {
            ModelState.AddModelError(nameof(model.Card), Text["Type or scan a card."]);
            return await Ask(storeId, model, cancellationToken);
        }
        var card = await reader.Read(storeId, typed, cancellationToken);
        if (card.Ok)
            return RedirectToAction(nameof(Card), new { storeId, cardId = card.Value.Id });
        if (card.Refusal.Code is "replayed" or "tap-invalid" or "chip-inactive")
        {
            // A reader types the next tap into an empty field.
            model.Card = null;
            Refuse(card.Refusal, nameof(model.Card));
        }
        else
            ModelState.AddModelError(nameof(model.Card), Text["There is no such card in this store. Check the number and try again."]);
        return await Ask(storeId, model, cancellationToken);
    }

    /// <summary>A card in the cashier's hand: what it has and what to take.</summary>
    [HttpGet("~/plugins/{storeId}/flash/till/{cardId:guid}")]
    public Task<IActionResult> Card(string storeId, Guid cardId, CancellationToken cancellationToken, Guid? done = null) =>
        Show(storeId, cardId, new TillCardModel(), done, cancellationToken);

    /// <summary>Charges a card. The form's key acts once, however often it is sent.</summary>
    [HttpPost("~/plugins/{storeId}/flash/till/{cardId:guid}")]
    public async Task<IActionResult> Charge(string storeId, Guid cardId, TillCardModel model, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return NotFound();
        var amount = Amount(card.Asset, model.Amount, nameof(model.Amount));
        if (Valid)
        {
            var charged = await charges.Authorise(storeId, ChargeActor.Page,
                new AuthoriseCharge(KeyOf(model.Key), new CardReference(cardId), amount, Capture: true, OrderReference: Blank(model.OrderReference)) { Pin = Blank(model.Pin) },
                cancellationToken);
            if (charged.Ok)
                return RedirectToAction(nameof(Card), new { storeId, cardId, done = charged.Value.Id });
            Refuse(charged.Refusal, charged.Refusal.Code.StartsWith("pin-", StringComparison.Ordinal) ? nameof(model.Pin) : nameof(model.Amount));
        }
        return await Show(storeId, cardId, model, null, cancellationToken);
    }

    /// <summary>One charge, and what can be given back of it.</summary>
    [HttpGet("~/plugins/{storeId}/flash/till/charges/{chargeId:guid}")]
    public Task<IActionResult> Receipt(string storeId, Guid chargeId, CancellationToken cancellationToken) =>
        ShowCharge(storeId, chargeId, new RefundModel(), cancellationToken);

    /// <summary>Gives all or a part of a charge back. The form's key acts once.</summary>
    [HttpPost("~/plugins/{storeId}/flash/till/charges/{chargeId:guid}")]
    public async Task<IActionResult> Refund(string storeId, Guid chargeId, RefundModel model, CancellationToken cancellationToken)
    {
        var charge = await charges.Find(storeId, chargeId, cancellationToken);
        if (!charge.Ok)
            return NotFound();
        var amount = Amount(charge.Value.Asset, model.Amount, nameof(model.Amount));
        if (Valid)
        {
            var refunded = await charges.Refund(storeId, ChargeActor.Page,
                new RefundCharge(KeyOf(model.Key), chargeId, amount, Blank(model.Reason)), cancellationToken);
            if (refunded.Ok)
            {
                Tell(Text["Given back to the card."]);
                return RedirectToAction(nameof(Receipt), new { storeId, chargeId });
            }
            Refuse(refunded.Refusal, nameof(model.Amount));
        }
        return await ShowCharge(storeId, chargeId, model, cancellationToken);
    }

    private async Task<IActionResult> Ask(string storeId, TillModel model, CancellationToken cancellationToken)
    {
        model.Programme = await programmes.Find(storeId, cancellationToken);
        if (model.Programme is not null)
        {
            var recent = await charges.List(storeId, new ChargeFilter(Limit: Recent), cancellationToken);
            model.Recent = recent.Ok ? recent.Value.Items : [];
        }
        return View("Till", model);
    }

    private async Task<IActionResult> Show(string storeId, Guid cardId, TillCardModel model, Guid? done, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return NotFound();
        model.Card = card;
        (model.ShowBalance, model.Lost) = await lookup.Shown(card, cancellationToken);
        model.Guard = await guards.Find(storeId, cardId, cancellationToken);
        model.Asleep = model.Guard?.Asleep(time.GetUtcNow()) ?? false;
        // Never the key that was sent: a refused one stays refused.
        model.Key = FreshKey();
        var recent = await charges.List(storeId, new ChargeFilter(CardId: cardId, Limit: Recent), cancellationToken);
        model.Recent = recent.Ok ? recent.Value.Items : [];
        if (done is { } id && await charges.Find(storeId, id, cancellationToken) is { Ok: true, Value: { } charge } && charge.CardId == cardId)
            model.Done = charge;
        return View("Card", model);
    }

    private async Task<IActionResult> ShowCharge(string storeId, Guid chargeId, RefundModel model, CancellationToken cancellationToken)
    {
        var charge = await charges.Find(storeId, chargeId, cancellationToken);
        if (!charge.Ok)
            return NotFound();
        model.Charge = charge.Value;
        model.Card = await cards.ById(storeId, charge.Value.CardId, cancellationToken);
        model.Amount ??= PageText.Input(charge.Value.Asset, charge.Value.Refundable);
        model.Key = FreshKey();
        return View("Receipt", model);
    }
}
