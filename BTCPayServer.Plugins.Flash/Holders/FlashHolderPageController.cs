using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card's page for its holder: no login, behind an unguessable link, without script, with a layout of its own.</summary>
[Area("Flash")]
[AllowAnonymous]
[FlashPageExceptionFilter]
[IgnoreAntiforgeryToken]
[IgnoreForms]
[RequestSizeLimit(RequestLimits.MaxBody)]
public sealed class FlashHolderPageController(IServiceProvider services) : Controller
{
    /// <summary>The page.</summary>
    [HttpGet("~/flash/h/{token}")]
    public async Task<IActionResult> Show(string? token, [FromQuery] string? lang, [FromQuery] string? before, CancellationToken cancellationToken)
    {
        var texts = Texts(lang);
        return (await Pages.Show(token, texts, before, Address, ServerAddress.Of(Request), cancellationToken)).Match(
            page => View("Card", page), refusal => Notice(texts, refusal));
    }

    /// <summary>Freezes the card. The form carries a secret of the page, so that no other site can send it.</summary>
    [HttpPost("~/flash/h/{token}/freeze")]
    public async Task<IActionResult> Freeze(string? token, [FromQuery] string? lang, CancellationToken cancellationToken)
    {
        var secret = await Secret(cancellationToken);
        var texts = Texts(lang);
        return (await Pages.Freeze(token, secret, Address, cancellationToken)).Match<IActionResult>(
            _ =>
            {
                Response.Headers.Location = $"{Request.PathBase}/flash/h/{token}?lang={texts.Language}";
                return StatusCode(StatusCodes.Status303SeeOther);
            },
            refusal => Notice(texts, refusal));
    }

    /// <inheritdoc />
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-store";
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
        // Behind the server's own filters, which set theirs when the response starts: what is registered first runs last.
        headers["Referrer-Policy"] = "no-referrer";
        base.OnActionExecuting(context);
    }

    /// <summary>The form's secret; null when there is no form that can be read, which is refused like one with a wrong secret.</summary>
    private async Task<string?> Secret(CancellationToken cancellationToken)
    {
        try
        {
            return Request.HasFormContentType ? (await Request.ReadFormAsync(cancellationToken))["secret"].ToString() : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private HolderPages Pages => services.GetRequiredService<HolderPages>();

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    private HolderTexts Texts(string? lang) => HolderTexts.For(lang, Request.Headers.AcceptLanguage.ToString());

    private ViewResult Notice(HolderTexts texts, Refusal refusal)
    {
        Response.StatusCode = refusal.Status;
        return View("Notice", refusal.Status == StatusCodes.Status404NotFound
            ? new HolderNoticeModel(texts, texts["notFound"], texts["notFoundHow"])
            : new HolderNoticeModel(texts, texts["tooMany"], null));
    }
}
