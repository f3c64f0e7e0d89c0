using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card is lost or broken: staff freeze it and put another in its place. Each step asks once more, in the server's own dialog.</summary>
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class UIFlashReplacementController(ICardService cards, ICardReplacement replacement, ICardFates fates, PageText text) : FlashPageController(text)
{
    /// <summary>What can be done.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/replacement")]
    public async Task<IActionResult> Replacement(string storeId, Guid id, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        (await fates.Fates(storeId, [id], cancellationToken)).TryGetValue(id, out var fate);
        var successor = fate?.ReplacedBy is { } other ? await cards.Find(storeId, other, cancellationToken) : default;
        return View("Replacement", new ReplacementPageModel(card.Value, fate?.Lost, successor.Value));
    }

    /// <summary>Asks whether it is lost.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/lost")]
    public async Task<IActionResult> Lost(string storeId, Guid id, CancellationToken cancellationToken) =>
        await cards.Find(storeId, id, cancellationToken) is { Ok: true, Value: { } card }
            ? Ask(Text["Report card {0} as lost?", PageText.Short(card)],
                Text["It is frozen at once and pays nothing more. Its balance stays on it until you replace it or unfreeze it."], Text["Report lost"])
            : NotFound();

    /// <summary>Freezes it, and remembers why.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/lost")]
    public async Task<IActionResult> LostNow(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await replacement.ReportLost(storeId, id, User.Identity?.Name, cancellationToken), "The card is reported lost and frozen. Replace it to give its holder a new one.", Back(storeId, id));

    /// <summary>Asks whether to replace it.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/replace")]
    public async Task<IActionResult> Replace(string storeId, Guid id, CardKind kind, CancellationToken cancellationToken) =>
        Valid && await cards.Find(storeId, id, cancellationToken) is { Ok: true, Value: { } card }
            ? Ask(kind == CardKind.Physical ? Text["Replace card {0} by a physical card?", PageText.Short(card)] : Text["Replace card {0} by a virtual card?", PageText.Short(card)],
                Text["What is available on it, {0}, moves to a new card with a new number. The old card is closed for good: its QR code, its links and its chip never work again.", Text.Money(card.Asset, card.Account.Available)],
                Text["Replace"])
            : NotFound();

    /// <summary>Replaces it. Sent twice, it shows the same new card.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/replace")]
    public async Task<IActionResult> ReplaceNow(string storeId, Guid id, CardKind kind, CancellationToken cancellationToken)
    {
        if (!Valid)
            return NotFound();
        var issued = await replacement.Replace(storeId, id, kind, User.Identity?.Name, null, cancellationToken);
        if (!issued.Ok)
            return await Answer(issued, "", Back(storeId, id));
        var old = await cards.Find(storeId, id, cancellationToken);
        return old.Ok ? View("Replaced", new ReplacedPageModel(old.Value, issued.Value)) : NotFound();
    }

    private ViewResult Ask(string title, string description, string action) => View("Confirm", new ConfirmModel(title, description, action) { Antiforgery = true, DescriptionHtml = false });

    private RedirectToActionResult Back(string storeId, Guid id) => RedirectToAction(nameof(Replacement), new { storeId, id });
}
