using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>
/// Takes a Bolt Card over that hangs on a pull payment of the server: says first what will happen, then does it, once. It makes balance, so it takes the
/// permission to adjust. Whoever knows a pull payment's id can claim from it: it never stands in an address of ours.
/// </summary>
[Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class UIFlashAdoptionController(IAdoption adoption, ICardService cards, PageText text) : FlashPageController(text)
{
    /// <summary>Asks which.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/{id:guid}/adopt")]
    public Task<IActionResult> Adopt(string storeId, Guid id, CancellationToken cancellationToken) => Show(storeId, id, new AdoptionPageModel(), cancellationToken);

    /// <summary>Says what will happen, or does it.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/{id:guid}/adopt")]
    public async Task<IActionResult> Adopt(string storeId, Guid id, AdoptionPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Confirmed)
        {
            var adopted = await adoption.Adopt(storeId, id, model.Id, User.Identity?.Name, cancellationToken);
            if (!adopted.Ok)
                Refuse(adopted.Refusal, nameof(model.PullPayment));
        }
        if (Valid)
        {
            var plan = await adoption.Look(storeId, id, model.Id, cancellationToken);
            model.Plan = plan.Value;
            if (!plan.Ok)
                Refuse(plan.Refusal, nameof(model.PullPayment));
        }
        if (model.Plan?.Taken is not null)
            model.Reset = $"boltcard://reset?url={Uri.EscapeDataString($"{ServerAddress.Of(Request)}/api/v1/pull-payments/{Uri.EscapeDataString(model.Id)}/boltcards?onExisting=KeepVersion")}";
        return await Show(storeId, id, model, cancellationToken);
    }

    private async Task<IActionResult> Show(string storeId, Guid id, AdoptionPageModel model, CancellationToken cancellationToken)
    {
        var card = await cards.Find(storeId, id, cancellationToken);
        if (!card.Ok)
            return NotFound();
        model.Card = card.Value;
        return View("Adopt", model);
    }
}
