using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>A store's tills over the Greenfield API. Whoever makes one lets a device move money, so it takes the permission to change settings.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Route("~/api/v1/stores/{storeId}/flash/tills")]
public sealed class GreenfieldFlashTillsController(ITillService tills) : ControllerBase
{
    /// <summary>The store's tills, newest first.</summary>
    [HttpGet]
    [Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> ListTills(string storeId, CancellationToken cancellationToken) =>
        Ok((await tills.List(storeId, cancellationToken)).Select(TillModel.From));

    /// <summary>Makes a till and its pairing code.</summary>
    [HttpPost]
    [Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> CreateTill(string storeId, TillRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Pairing(await tills.Create(storeId, request.Name, request.ChargeLimit, request.DayLimit, cancellationToken));
    }

    /// <summary>Changes a till's name or limits.</summary>
    [HttpPatch("{tillId}")]
    [Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> UpdateTill(string storeId, string tillId, UpdateTillRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Guid.TryParse(tillId, out var id)
            ? (await tills.Update(storeId, id, request.ToUpdate(), cancellationToken)).Match(till => Ok(TillModel.From(till)), this.Refuse)
            : this.Refuse(TillRefusals.TillNotFound);
    }

    /// <summary>A new pairing code for another device.</summary>
    [HttpPost("{tillId}/code")]
    [Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> CreateTillCode(string storeId, string tillId, CancellationToken cancellationToken) =>
        Guid.TryParse(tillId, out var id) ? Pairing(await tills.NewCode(storeId, id, cancellationToken)) : this.Refuse(TillRefusals.TillNotFound);

    /// <summary>Switches a till off for good.</summary>
    [HttpDelete("{tillId}")]
    [Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> RevokeTill(string storeId, string tillId, CancellationToken cancellationToken) =>
        Guid.TryParse(tillId, out var id)
            ? (await tills.Revoke(storeId, id, cancellationToken)).Match(till => Ok(TillModel.From(till)), this.Refuse)
            : this.Refuse(TillRefusals.TillNotFound);

    private IActionResult Pairing(Result<TillPairing> result) =>
        result.Match(pairing => Ok(TillPairingModel.From(pairing, $"{Request.Scheme}://{Request.Host}{Request.PathBase}")), this.Refuse);
}
