using BTCPayServer.Security;
using DevServer.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Ui;

/// <summary>Error pages for browsers, with the status of what failed; programs get the bare status.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class UIErrorController : Controller
{
    [Route("~/errors/{statusCode:int}")]
    public IActionResult Show(int statusCode, string? permission)
    {
        // Nothing is bound for a request with a form that cannot be read.
        if (statusCode is < 400 or > 599)
            statusCode = StatusCodes.Status400BadRequest;
        if (!Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return StatusCode(statusCode);
        var missing = HttpContext.Items[PermissionHandler.RequirementKey] is PolicyRequirement requirement ? requirement.Policy : permission;
        return View("Error", new ErrorViewModel(statusCode, missing));
    }
}
