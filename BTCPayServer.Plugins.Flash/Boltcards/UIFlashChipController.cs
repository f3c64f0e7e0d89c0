using System.Globalization;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The chip of a card: a walk through programming, checking and wiping it.</summary>
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class UIFlashChipController(ICardService cards, IChipProgramming programming, ICredentials credentials, PageText text) : FlashPageController(text)
{
    /// <summary>The chip.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/chip")]
    public Task<IActionResult> Chip(string storeId, Guid id, CancellationToken cancellationToken) => Show(storeId, id, new ChipPageModel(), null, cancellationToken);

    /// <summary>Makes a programming link, and shows it for the only time.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/chip/program")]
    public async Task<IActionResult> Program(string storeId, Guid id, ChipPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return await Link(storeId, id, model, "program",
            await programming.Program(storeId, id, Blank(model.Uid), User.Identity?.Name, ServerAddress.Of(Request), cancellationToken), cancellationToken);
    }

    /// <summary>Makes a wipe link, and shows it for the only time.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/chip/wipe")]
    public async Task<IActionResult> Wipe(string storeId, Guid id, ChipPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        int? version = null;
        if (Blank(model.Version) is { } typed)
        {
            if (!int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                ModelState.AddModelError(nameof(model.Version), Text["Enter a whole number."]);
                return await Show(storeId, id, model, "wipe", cancellationToken);
            }
            version = number;
        }
        return await Link(storeId, id, model, "wipe",
            await programming.Wipe(storeId, id, Blank(model.Uid), version, User.Identity?.Name, ServerAddress.Of(Request), cancellationToken), cancellationToken);
    }

    /// <summary>Staff say that the chip is blank.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/chip/wiped")]
    public async Task<IActionResult> Wiped(string storeId, Guid id, CancellationToken cancellationToken) =>
        await Answer(await programming.Wiped(storeId, id, User.Identity?.Name, cancellationToken), "The chip is off the card.", Back(storeId, id));

    /// <summary>Checks a tap.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/chip/verify")]
    public async Task<IActionResult> Verify(string storeId, Guid id, ChipPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        return await Answer(await programming.Verify(storeId, id, model.Url, cancellationToken), "The chip is this card’s, and its keys are right.", Back(storeId, id),
            () => Show(storeId, id, model, "verify", cancellationToken), nameof(model.Url));
    }

    private async Task<IActionResult> Link(string storeId, Guid id, ChipPageModel model, string form, Result<ProgrammingLink> link, CancellationToken cancellationToken)
    {
        if (!link.Ok)
            return await Answer(link, "", Back(storeId, id), () => Show(storeId, id, model, form, cancellationToken), nameof(model.Uid));
        var card = await cards.Find(storeId, id, cancellationToken);
        return card.Ok ? View("Link", new ChipLinkPageModel(card.Value, link.Value)) : NotFound();
    }

    private RedirectToActionResult Back(string storeId, Guid id) => RedirectToAction(nameof(Chip), new { storeId, id });

    private async Task<IActionResult> Show(string storeId, Guid id, ChipPageModel model, string? open, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        var status = await programming.Status(storeId, id, cancellationToken);
        if (!card.Ok || !status.Ok)
            return NotFound();
        (model.Card, model.Status, model.Open) = (card.Value, status.Value, open);
        model.TapUrl = await credentials.TapUrl(storeId, ServerAddress.Of(Request), cancellationToken);
        return View("Chip", model);
    }
}
