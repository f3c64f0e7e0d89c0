using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>The store's programme.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashProgrammeController(IProgrammeService programmes) : ControllerBase
{
    /// <summary>The programme; 404 <c>programme-not-found</c> before Flash is set up.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/programme")]
    public async Task<IActionResult> Get(string storeId, CancellationToken cancellationToken) =>
        await programmes.Find(storeId, cancellationToken) is { } programme
            ? Ok(ProgrammeModel.From(programme))
            : this.Refuse(ProgrammeRefusals.NotFound);

    /// <summary>Replaces it.</summary>
    [HttpPut("~/api/v1/stores/{storeId}/flash/programme")]
    [Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Put(string storeId, ProgrammeSettings settings, CancellationToken cancellationToken) =>
        (await programmes.Set(storeId, settings, ServerAddress.Of(Request), cancellationToken)).Match(
            programme => Ok(ProgrammeModel.From(programme)),
            this.Refuse);
}
