using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using NicolasDorier.RateLimits;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>What a paired till can do: see itself, look one card up, charge and refund in its own store.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = TillAuthentication.Policy, AuthenticationSchemes = TillAuthentication.SchemeName)]
[Route("~/api/v1/flash/till")]
public sealed class FlashTillController(IChargeService charges, CardLookup cards, ITillService tills) : ChargesController(charges, cards)
{
    /// <summary>Turns a pairing code into a token.</summary>
    [HttpPost("pair")]
    [AllowAnonymous]
    public async Task<IActionResult> PairTill(PairRequest request, [FromServices] IRateLimitService limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!await limits.Throttle(TillsServices.PairZone, HttpContext.Connection.RemoteIpAddress?.ToString(), cancellationToken))
            return this.Refuse(TillRefusals.TooManyRequests);
        return (await tills.Pair(request.Code, cancellationToken)).Match(paired => Ok(new PairedTillModel(paired.Token, TillModel.From(paired.Till))), this.Refuse);
    }

    /// <summary>The till itself.</summary>
    [HttpGet("me")]
    public async Task<IActionResult> GetTill(CancellationToken cancellationToken) =>
        (await tills.Find(Store, Till, cancellationToken)).Match(till => Ok(TillModel.From(till)), this.Refuse);

    /// <summary>Looks one card up.</summary>
    [HttpGet("cards/lookup")]
    public Task<IActionResult> LookupCardAtTill([FromQuery] Guid? id, [FromQuery] string? number, [FromQuery] string? token, CancellationToken cancellationToken) =>
        Lookup(Store, id, number, token, cancellationToken);

    /// <summary>Authorises a charge, or takes it at once.</summary>
    [HttpPost("charges")]
    public Task<IActionResult> CreateChargeAtTill(ChargeRequest request, CancellationToken cancellationToken) =>
        Authorise(Store, ChargeActor.OfTill(Till), request, cancellationToken);

    /// <summary>One charge of the store.</summary>
    [HttpGet("charges/{chargeId}")]
    public Task<IActionResult> GetChargeAtTill(string chargeId, CancellationToken cancellationToken) => Find(Store, chargeId, cancellationToken);

    /// <summary>Takes a hold or a part of it.</summary>
    [HttpPost("charges/{chargeId}/capture")]
    public Task<IActionResult> CaptureChargeAtTill(string chargeId, CaptureRequest? request, CancellationToken cancellationToken) =>
        Capture(Store, ChargeActor.OfTill(Till), chargeId, request, cancellationToken);

    /// <summary>Lets a hold go.</summary>
    [HttpPost("charges/{chargeId}/void")]
    public Task<IActionResult> VoidChargeAtTill(string chargeId, CancellationToken cancellationToken) =>
        Void(Store, ChargeActor.OfTill(Till), chargeId, cancellationToken);

    /// <summary>Gives all or a part of what was taken back to the card.</summary>
    [HttpPost("charges/{chargeId}/refunds")]
    public Task<IActionResult> RefundChargeAtTill(string chargeId, RefundRequest? request, CancellationToken cancellationToken) =>
        Refund(Store, ChargeActor.OfTill(Till), chargeId, request, cancellationToken);

    private string Store => Claim(TillAuthentication.StoreClaim);

    private Guid Till => Guid.Parse(Claim(TillAuthentication.TillClaim));

    private string Claim(string type) => User.FindFirst(type)?.Value ?? throw new InvalidOperationException("No till came in");
}
