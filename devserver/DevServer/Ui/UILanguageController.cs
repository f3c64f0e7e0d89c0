using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Ui;

/// <summary>DevServer's own: shows pages right-to-left, or with every translatable text marked. A cookie each.</summary>
[AllowAnonymous]
public sealed class UILanguageController : Controller
{
    public const string PseudoCookie = "dev.pseudo";
    public const string RtlCookie = "dev.rtl";

    /// <summary><c>/dev/language?rtl=true&amp;pseudo=true</c>; both off when left out.</summary>
    [HttpGet("~/dev/language")]
    public IActionResult Set(bool rtl, bool pseudo)
    {
        Toggle(RtlCookie, rtl);
        Toggle(PseudoCookie, pseudo);
        return Redirect("~/");
    }

    private void Toggle(string cookie, bool on)
    {
        if (on)
            Response.Cookies.Append(cookie, "1", new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
        else
            Response.Cookies.Delete(cookie);
    }
}
