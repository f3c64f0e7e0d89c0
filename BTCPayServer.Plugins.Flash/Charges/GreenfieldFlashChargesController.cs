using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Charges over the Greenfield API. A cashier's key can do all of it but the list.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Route("~/api/v1/stores/{storeId}/flash")]
public sealed class GreenfieldFlashChargesController(IChargeService charges, CardLookup cards) : ChargesController(charges, cards)
{
    private readonly IChargeService _charges = charges;

    /// <summary>Looks one card up.</summary>
    [HttpGet("cards/lookup")]
    [Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> LookupCard(string storeId, [FromQuery] Guid? id, [FromQuery] string? number, [FromQuery] string? token, CancellationToken cancellationToken) =>
        Lookup(storeId, id, number, token, cancellationToken);

    /// <summary>Charges, newest first.</summary>
    [HttpGet("charges")]
    [Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> ListCharges(string storeId, [FromQuery] Guid? cardId, [FromQuery] string? orderReference, [FromQuery] int? limit,
        [FromQuery] string? cursor, CancellationToken cancellationToken) =>
        (await _charges.List(storeId, new ChargeFilter(cardId, orderReference, limit, cursor), cancellationToken))
            .Match(page => Ok(new Page<ChargeModel>([.. page.Items.Select(ChargeModel.From)], page.Cursor)), this.Refuse);

    /// <summary>Authorises a charge, or takes it at once.</summary>
    [HttpPost("charges")]
    [Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> CreateCharge(string storeId, ChargeRequest request, CancellationToken cancellationToken) =>
        Authorise(storeId, ChargeActor.Api, request, cancellationToken);

    /// <summary>One charge.</summary>
    [HttpGet("charges/{chargeId}")]
    [Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> GetCharge(string storeId, string chargeId, CancellationToken cancellationToken) =>
        Find(storeId, chargeId, cancellationToken);

    /// <summary>Takes a hold or a part of it.</summary>
    [HttpPost("charges/{chargeId}/capture")]
    [Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> CaptureCharge(string storeId, string chargeId, CaptureRequest? request, CancellationToken cancellationToken) =>
        Capture(storeId, ChargeActor.Api, chargeId, request, cancellationToken);

    /// <summary>Lets a hold go.</summary>
    [HttpPost("charges/{chargeId}/void")]
    [Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> VoidCharge(string storeId, string chargeId, CancellationToken cancellationToken) =>
        Void(storeId, ChargeActor.Api, chargeId, cancellationToken);

    /// <summary>Gives all or a part of what was taken back to the card.</summary>
    [HttpPost("charges/{chargeId}/refunds")]
    [Authorize(Policy = FlashPolicies.Charge, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> RefundCharge(string storeId, string chargeId, RefundRequest? request, CancellationToken cancellationToken) =>
        Refund(storeId, ChargeActor.Api, chargeId, request, cancellationToken);
}
