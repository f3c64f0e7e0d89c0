using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>The Lightning payments that cards made, for whoever looks after the store's node.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashPaymentsController(IOutgoingPayments payments, ICardFinder cards, PageText text) : FlashPageController(text)
{
    private const int PageSize = 25;

    /// <summary>All of them, or those of a card.</summary>
    [HttpGet("~/plugins/{storeId}/flash/payments")]
    public async Task<IActionResult> Payments(string storeId, PaymentsPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Valid || model.Card is { } card && (model.Of = await cards.ById(storeId, card, cancellationToken)) is null)
            return NotFound();
        var page = await payments.List(storeId, model.Card, model.Status, model.Cursor, PageSize, cancellationToken);
        if (!page.Ok)
            return NotFound();
        model.Page = page.Value;
        var known = new Dictionary<Guid, Card>();
        foreach (var id in page.Value.Items.Select(p => p.CardId).Distinct())
            if (await cards.ById(storeId, id, cancellationToken) is { } found)
                known[id] = found;
        model.Cards = known;
        return View("Payments", model);
    }

    /// <summary>One of them, with everything that is known of it.</summary>
    [HttpGet("~/plugins/{storeId}/flash/payments/{paymentId:guid}")]
    public async Task<IActionResult> Payment(string storeId, Guid paymentId, CancellationToken cancellationToken) =>
        await payments.Find(storeId, paymentId, cancellationToken) is { Ok: true, Value: { } payment } && await cards.ById(storeId, payment.CardId, cancellationToken) is { } card
            ? View("Payment", new PaymentPageModel(payment, card))
            : NotFound();
}
