using System.Globalization;
using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Client;
using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.PullPayments;

/// <summary>The Greenfield routes that make and show pull payments, and one of our own that claims from them.</summary>
[ApiController]
[EnableCors(CorsPolicies.All)]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class DevPullPaymentsController(DevPullPayments pullPayments) : ControllerBase
{
    public sealed record NewPullPayment(string? Name, string Currency, string Amount);

    public sealed record NewPayout(string Amount, PayoutState State);

    [HttpPost("~/api/v1/stores/{storeId}/pull-payments")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Create(string storeId, NewPullPayment request) =>
        Show(await pullPayments.Create(storeId, request.Name ?? "", request.Currency, decimal.Parse(request.Amount, CultureInfo.InvariantCulture)));

    [HttpGet("~/api/v1/pull-payments/{pullPaymentId}")]
    [AllowAnonymous]
    public async Task<IActionResult> Get(string pullPaymentId) => await pullPayments.GetPullPayment(pullPaymentId, false) is { } found ? Show(found) : NotFound();

    [HttpPost("~/dev/pull-payments/{pullPaymentId}/payouts")]
    [AllowAnonymous]
    public async Task<IActionResult> AddPayout(string pullPaymentId, NewPayout request)
    {
        await pullPayments.AddPayout(pullPaymentId, decimal.Parse(request.Amount, CultureInfo.InvariantCulture), request.State);
        return Ok();
    }

    private OkObjectResult Show(PullPaymentData found) => Ok(new
    {
        id = found.Id,
        currency = found.Currency,
        amount = found.Limit.ToString(CultureInfo.InvariantCulture),
        archived = found.Archived,
        startsAt = found.StartDate.ToUnixTimeSeconds(),
    });
}
