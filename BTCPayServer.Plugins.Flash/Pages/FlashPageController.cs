using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Plugins.Flash.Api;
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

    /// <summary>A new idempotency key for a form.</summary>
    protected static string NewKey() => Guid.CreateVersion7().ToString("N");

    /// <summary>A new key for a form that is shown again: one that was refused stays refused.</summary>
    protected string FreshKey()
    {
        ModelState.Remove("Key");
        return NewKey();
    }

    /// <summary>What was typed, or null.</summary>
    protected static string? Blank(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
