using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>The card list, and the forms that issue cards.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashCardsController(IProgrammes programmes, ICardService cards, PageText text) : FlashPageController(text)
{
    private const int PageSize = 25;

    /// <summary>Cards, newest first, as far as they match.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards")]
    public async Task<IActionResult> Cards(string storeId, CardListModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Programme = await programmes.Find(storeId, cancellationToken);
        if (model.Programme is null)
            return RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId });
        var found = await cards.Search(storeId, Search(model), model.Cursor, PageSize, cancellationToken);
        if (found.Ok)
            model.Page = found.Value;
        else
            Refuse(found.Refusal, nameof(model.Search));
        return View(model);
    }

    /// <summary>The form that issues one card.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/issue")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Issue(string storeId, CancellationToken cancellationToken) =>
        await programmes.Find(storeId, cancellationToken) is null
            ? RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId })
            : View(new IssueModel { Key = NewKey() });

    /// <summary>Issues one card, and shows its activation code for the only time.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/issue")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
    public async Task<IActionResult> Issue(string storeId, IssueModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var issued = await cards.Issue(storeId, new IssueCard(model.Kind, Blank(model.Holder), Blank(model.Label)), KeyOf(model.Key), cancellationToken);
        if (issued.Ok)
            return View("Issued", issued.Value);
        Refuse(issued.Refusal);
        model.Key = FreshKey();
        return View(model);
    }

    /// <summary>The form that issues a batch.</summary>
    [HttpGet("~/plugins/{storeId}/flash/cards/batch")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Batch(string storeId, CancellationToken cancellationToken) =>
        await programmes.Find(storeId, cancellationToken) is null
            ? RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId })
            : View(new IssueModel { Key = NewKey(), Kind = CardKind.Physical, Count = 100 });

    /// <summary>Issues a batch; the file with the codes is then a button away.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/batch")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
    public async Task<IActionResult> Batch(string storeId, IssueModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (ModelState.ContainsKey(nameof(model.Count)) && ModelState[nameof(model.Count)]!.Errors.Count > 0)
        {
            ModelState[nameof(model.Count)]!.Errors.Clear();
            ModelState.AddModelError(nameof(model.Count), Text["Enter a number from 1 to 10,000."]);
        }
        if (Valid)
        {
            var issued = await Issue(storeId, model, model.Key = KeyOf(model.Key), cancellationToken);
            if (issued.Ok)
            {
                model.Batch = issued.Value;
                return View("BatchIssued", model);
            }
            Refuse(issued.Refusal, nameof(model.Count));
        }
        model.Key = FreshKey();
        return View(model);
    }

    /// <summary>The numbers and codes of a batch that was just issued: the same request again answers the same cards.</summary>
    [HttpPost("~/plugins/{storeId}/flash/cards/batch/file")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
    public async Task<IActionResult> BatchFile(string storeId, IssueModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Valid || model.Key is null || KeyOf(model.Key) != model.Key)
            return RedirectToAction(nameof(Batch), new { storeId });
        var issued = await Issue(storeId, model, model.Key, cancellationToken);
        if (issued.Ok)
        {
            await CardCsv.Write(HttpContext, issued.Value);
            return new EmptyResult();
        }
        Tell(issued.Refusal);
        return RedirectToAction(nameof(Batch), new { storeId });
    }

    private Task<Api.Result<CardBatch>> Issue(string storeId, IssueModel model, string key, CancellationToken cancellationToken) =>
        cards.IssueBatch(storeId, new IssueCards(model.Count, model.Kind, Blank(model.Label)), key, cancellationToken);

    private static CardSearch Search(CardListModel model)
    {
        var term = model.Search?.Trim();
        if (string.IsNullOrEmpty(term))
            return new CardSearch { State = model.State };
        var digits = new string(term.Where(c => c is not (' ' or '-' or '•')).ToArray());
        // Words in the field for numbers can only mean a label.
        if (model.By == "number" && !digits.All(char.IsAsciiDigit))
            model.By = "label";
        return model.By switch
        {
            "holder" => new CardSearch { Holder = term, State = model.State },
            "label" => new CardSearch { Label = term, State = model.State },
            _ when digits.Length == 4 => new CardSearch { Last4 = digits, State = model.State },
            _ => new CardSearch { Number = digits, State = model.State }
        };
    }
}
