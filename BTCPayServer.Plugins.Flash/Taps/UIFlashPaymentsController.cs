using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>The Lightning payments that cards made, for whoever looks after the store's node.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashPaymentsController(IOutgoingPayments payments, IPaymentVerdicts verdicts, ICardFinder cards, PageText text) : FlashPageController(text)
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
    public Task<IActionResult> Payment(string storeId, Guid paymentId, CancellationToken cancellationToken) => Show(storeId, paymentId, null, cancellationToken);

    /// <summary>Says how a payment ended that the node cannot tell of.</summary>
    [HttpPost("~/plugins/{storeId}/flash/payments/{paymentId:guid}")]
    [Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Resolve(string storeId, Guid paymentId, string? reason, bool? paid, CancellationToken cancellationToken)
    {
        if (paid is not { } verdict)
            return RedirectToAction(nameof(Payment), new { storeId, paymentId });
        var given = await verdicts.Give(storeId, paymentId, verdict, reason, User.Identity?.Name, cancellationToken);
        if (given.Refusal == TapRefusals.PaymentNotFound)
            return NotFound();
        return await Answer(given, "The payment is over.", RedirectToAction(nameof(Payment), new { storeId, paymentId }),
            () => Show(storeId, paymentId, reason ?? "", cancellationToken), nameof(reason));
    }

    private async Task<IActionResult> Show(string storeId, Guid paymentId, string? reason, CancellationToken cancellationToken) =>
        await payments.Find(storeId, paymentId, cancellationToken) is { Ok: true, Value: { } payment } && await cards.ById(storeId, payment.CardId, cancellationToken) is { } card
            ? View("Payment", new PaymentPageModel(payment, card, reason))
            : NotFound();
}
