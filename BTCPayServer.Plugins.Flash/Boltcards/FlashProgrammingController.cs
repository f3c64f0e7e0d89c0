using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using NicolasDorier.RateLimits;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>
/// What programming apps speak to: without credentials, behind a one-time secret. Refusals also have <c>status</c> and <c>reason</c>, which the apps show.
/// </summary>
[ApiController]
[AllowAnonymous]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[Route("~/flash/program/{secret}")]
public sealed class FlashProgrammingController(IChipProgramming programming, IRateLimitService limits) : ControllerBase
{
    /// <summary>Keys for the chip that the app holds.</summary>
    [HttpPost]
    public async Task<IActionResult> Keys(string? secret, KeysRequest request, CancellationToken cancellationToken) =>
        await Throttled(cancellationToken) ?? Answer(await programming.Keys(secret ?? "", request, ServerAddress.Of(Request), cancellationToken));

    /// <summary>Keys for the chip that the link was made for.</summary>
    [HttpGet]
    public async Task<IActionResult> Form(string? secret, CancellationToken cancellationToken) =>
        await Throttled(cancellationToken) ?? Answer(await programming.Form(secret ?? "", ServerAddress.Of(Request), cancellationToken));

    private async Task<IActionResult?> Throttled(CancellationToken cancellationToken) =>
        await limits.Throttle(BoltcardServices.ProgrammingZone, HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken) ? null : Error(BoltcardRefusals.TooManyRequests);

    private IActionResult Answer<T>(Result<T> result) => result.Match(value => Ok(value), Error);

    private ObjectResult Error(Refusal refusal) =>
        StatusCode(refusal.Status, new { status = "ERROR", reason = refusal.Message, code = refusal.Code, message = refusal.Message });
}
