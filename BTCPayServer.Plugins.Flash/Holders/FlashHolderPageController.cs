using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
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

    /// <summary>The same by a tap, for whoever has the card at hand: where a browser is led from the tap's address. It opens the page for some minutes.</summary>
    [HttpGet("~/flash/t/{tapCode}/page")]
    public async Task<IActionResult> Tap(string? tapCode, [FromQuery] string? p, [FromQuery] string? c, [FromQuery] string? t, [FromQuery] string? lang, CancellationToken cancellationToken)
    {
        var texts = Texts(lang);
        var opened = await Pages.Tap(new TapReading(tapCode, p, c, t), Address, cancellationToken);
        if (!opened.Ok)
            return Notice(texts, opened.Refusal);
        return opened.Value.Token is { } token ? SeePage(token, texts) : Notice(texts, StatusCodes.Status403Forbidden, "tapHidden", "tapHiddenHow");
    }

    /// <summary>Freezes the card. The form carries a secret of the page, so that no other site can send it.</summary>
    [HttpPost("~/flash/h/{token}/freeze")]
    public async Task<IActionResult> Freeze(string? token, [FromQuery] string? lang, CancellationToken cancellationToken)
    {
        var secret = await Secret(cancellationToken);
        var texts = Texts(lang);
        return (await Pages.Freeze(token, secret, Address, cancellationToken)).Match<IActionResult>(
            _ => SeePage(token!, texts),
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

    private StatusCodeResult SeePage(string token, HolderTexts texts)
    {
        Response.Headers.Location = $"{Request.PathBase}/flash/h/{token}?lang={texts.Language}";
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private ViewResult Notice(HolderTexts texts, Refusal refusal) => refusal switch
    {
        { Status: StatusCodes.Status429TooManyRequests } => Notice(texts, refusal.Status, "tooMany", null),
        { Code: "replayed" } => Notice(texts, refusal.Status, "tapAgain", "tapAgainHow"),
        _ => Notice(texts, refusal.Status, "notFound", "notFoundHow"),
    };

    private ViewResult Notice(HolderTexts texts, int status, string title, string? how)
    {
        Response.StatusCode = status;
        return View("Notice", new HolderNoticeModel(texts, texts[title], how is null ? null : texts[how]));
    }
}
