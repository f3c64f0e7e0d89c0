using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>LNURL-pay (LUD-06, with LUD-09 and LUD-12) for wallets. A refusal is HTTP 200 <c>{status:"ERROR", reason, code}</c>, which wallets show.</summary>
[ApiController]
[AllowAnonymous]
[FlashExceptionFilter]
[EnableCors(CorsPolicies.All)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class FlashTopUpController(ITopUps topUps) : ControllerBase
{
    /// <summary>What the card takes.</summary>
    [HttpGet("~/flash/p/{token}")]
    public async Task<IActionResult> Offer(string? token, CancellationToken cancellationToken) =>
        (await topUps.Offer(token, Address, cancellationToken)).Match(offer => Ok(new
        {
            tag = "payRequest",
            callback = $"{ServerAddress.Of(Request)}/flash/p/{token}/cb",
            minSendable = offer.MinMsat,
            maxSendable = offer.MaxMsat,
            metadata = offer.Metadata,
            commentAllowed = PayOffer.MaxComment
        }), Error);

    /// <summary>A payment request.</summary>
    [HttpGet("~/flash/p/{token}/cb")]
    public async Task<IActionResult> Ask(string? token, [FromQuery] string? amount, [FromQuery] string? comment, CancellationToken cancellationToken) =>
        (await topUps.Request(token, amount, comment, Address, ServerAddress.Of(Request), cancellationToken)).Match(answer => Ok(new
        {
            pr = answer.Bolt11,
            routes = Array.Empty<string>(),
            successAction = new { tag = "message", message = answer.Message }
        }), Error);

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    private OkObjectResult Error(Refusal refusal) => Ok(new { status = "ERROR", reason = refusal.Message, code = refusal.Code });
}
