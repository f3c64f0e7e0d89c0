using System.Globalization;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>What every admin page has in common: the area, the cookie, antiforgery, and exceptions that stay inside.</summary>
[Area("Flash")]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Cookie)]
[AutoValidateAntiforgeryToken]
[FlashPageExceptionFilter]
public abstract class FlashPageController(PageText text) : Controller
{
    /// <summary>How the pages word things.</summary>
    protected PageText Text { get; } = text;

    /// <summary>The store's other page is shown with a message on top.</summary>
    protected void Tell(string message, StatusMessageModel.StatusSeverity severity = StatusMessageModel.StatusSeverity.Success) =>
        TempData.SetStatusMessageModel(new StatusMessageModel { Severity = severity, Message = message });

    /// <summary>A refusal on top of the next page.</summary>
    protected void Tell(Refusal refusal) => Tell(Text.Refusal(refusal), StatusMessageModel.StatusSeverity.Error);

    /// <summary>A refusal beside the field at fault; a refusal that names no field, or none of the form's, beside <paramref name="field"/>.</summary>
    protected void Refuse(Refusal refusal, string field = "")
    {
        ArgumentNullException.ThrowIfNull(refusal);
        var key = ModelState.Keys.FirstOrDefault(k => string.Equals(k, refusal.Path, StringComparison.OrdinalIgnoreCase)) ?? field;
        ModelState.AddModelError(key, Text.Refusal(refusal));
    }

    /// <summary>
    /// What follows an action. Done: its page, with a message on top. Refused: the form again with the reason beside the field, or, for a button
    /// without a form, its page with the reason on top. A card that the store does not have: 404.
    /// </summary>
    /// <param name="result">What became of it.</param>
    /// <param name="done">The message, in English.</param>
    /// <param name="page">Where it leads.</param>
    /// <param name="form">Shows the form again; null: there is none.</param>
    /// <param name="field">The form's field at fault, unless the refusal names another.</param>
    protected async Task<IActionResult> Answer<T>(Result<T> result, string done, IActionResult page, Func<Task<IActionResult>>? form = null, string field = "")
    {
        if (result.Ok)
            Tell(Text[done]);
        else if (result.Refusal.Code == CardRefusals.NotFound.Code)
            return NotFound();
        else if (form is null)
            Tell(result.Refusal);
        else
        {
            Refuse(result.Refusal, field);
            return await form();
        }
        return page;
    }

    /// <summary>Whether every field so far is in order.</summary>
    protected bool Valid => ModelState.ValidationState != ModelValidationState.Invalid;

    /// <summary>An amount that somebody typed, as the services read it; null when it is empty or is none, and then <paramref name="field"/> says so.</summary>
    protected string? Amount(Asset asset, string? typed, string field, bool required = true)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            if (required)
                ModelState.AddModelError(field, Text["Enter an amount."]);
            return null;
        }
        if (Text.TryReadAmount(asset, typed, out var minor))
            return asset.Format(minor);
        ModelState.AddModelError(field, Text["Enter an amount such as {0}.", PageText.Example(asset)]);
        return null;
    }

    /// <summary>What was typed; nothing when it is zero, which some people type where nothing is meant.</summary>
    protected static string? NoneIfZero(string? typed) =>
        decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value == 0 ? null : typed;

    /// <summary>A percentage that somebody typed, in hundredths of a percent; null when it is empty or is none, and then <paramref name="field"/> says so.</summary>
    protected int? BasisPoints(string? typed, string field, int most)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (decimal.TryParse(typed.Trim().TrimEnd('%').Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var percent)
            && percent >= 0 && percent <= most && percent * 100 == decimal.Truncate(percent * 100))
            return (int)(percent * 100);
        ModelState.AddModelError(field, Text["Enter a percentage from 0 to {0} with at most two decimals.", most]);
        return null;
    }

    /// <summary>A new idempotency key for a form.</summary>
    protected static string NewKey() => Guid.CreateVersion7().ToString("N");

    /// <summary>The key that a form was given; a new one for anything else, since keys of others (the API's, a replacement's) are not for forms to send.</summary>
    protected static string KeyOf(string? sent) => Guid.TryParseExact(sent, "N", out _) ? sent : NewKey();

    /// <summary>A new key for a form that is shown again: one that was refused stays refused.</summary>
    protected string FreshKey()
    {
        ModelState.Remove("Key");
        return NewKey();
    }

    /// <summary>What was typed, or null.</summary>
    protected static string? Blank(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
