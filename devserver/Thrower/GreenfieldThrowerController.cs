using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace DevServer.Thrower;

[ApiController]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldThrowerController(ILogger<GreenfieldThrowerController> logger) : ControllerBase
{
    [HttpGet("~/api/v1/thrower/throw")]
    [AllowAnonymous]
    public async Task<IActionResult> Throw()
    {
        await Task.Yield();
        throw new InvalidOperationException("thrown in an action");
    }

    /// <summary>Waits until the caller hangs up.</summary>
    [HttpGet("~/api/v1/thrower/wait")]
    [AllowAnonymous]
    public async Task<IActionResult> Wait(CancellationToken ct)
    {
        logger.LogInformation("a caller waits");
        await Task.Delay(Timeout.Infinite, ct);
        return Ok();
    }

    [HttpGet("~/api/v1/stores/{storeId}/thrower/view")]
    [Authorize(Policy = ThrowerPlugin.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult View(string storeId) => Ok(new { HttpContext.GetStoreData().Id });

    [HttpGet("~/api/v1/stores/{storeId}/thrower/manage")]
    [Authorize(Policy = ThrowerPlugin.Manage, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult Manage(string storeId) => Ok(new { HttpContext.GetStoreData().Id });

    [HttpGet("~/api/v1/stores/{storeId}/thrower/lonely")]
    [Authorize(Policy = ThrowerPlugin.Lonely, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult Lonely(string storeId) => Ok(new { HttpContext.GetStoreData().Id });
}
