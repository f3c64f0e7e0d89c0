using BTCPayServer.Abstractions.Constants;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Thrower;

[Area("Thrower")]
[Authorize(Policy = ThrowerPlugin.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIThrowerController : Controller
{
    /// <summary>A page; with <paramref name="fail"/> its view throws.</summary>
    [HttpGet("~/plugins/{storeId}/thrower")]
    public IActionResult Index(string storeId, bool fail) => View(fail);

    [HttpPost("~/plugins/{storeId}/thrower")]
    public IActionResult Save(string storeId) => RedirectToAction(nameof(Index), new { storeId });
}
