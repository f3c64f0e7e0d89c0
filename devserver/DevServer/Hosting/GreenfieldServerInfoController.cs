using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using DevServer.Plugins;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Hosting;

/// <summary>What the server is.</summary>
[ApiController]
[EnableCors(CorsPolicies.All)]
public sealed class GreenfieldServerInfoController : ControllerBase
{
    [HttpGet("~/api/v1/server/info")]
    [Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult Info() => Ok(new
    {
        Version = PluginManager.ServerVersion.ToString(3),
        Onion = (string?)null,
        SupportedPaymentMethods = new[] { "BTC-CHAIN", "BTC-LN", "BTC-LNURL" },
        FullySynched = true,
        SyncStatus = Array.Empty<object>(),
        DevelopmentServer = true
    });

    [HttpGet("~/api/v1/health")]
    [AllowAnonymous]
    public IActionResult Health() => Ok(new { Synchronized = true });
}
