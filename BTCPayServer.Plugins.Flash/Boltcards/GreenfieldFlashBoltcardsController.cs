using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The chip of a card: links to program and to wipe it, what is known of it. Never its keys.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
[Route("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/boltcard")]
public sealed class GreenfieldFlashBoltcardsController(IChipProgramming programming, ICredentials credentials) : ControllerBase
{
    /// <summary>What is known of the chip.</summary>
    [HttpGet]
    public async Task<IActionResult> GetChip(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await programming.Status(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>A one-time link that programs a chip.</summary>
    [HttpPost("program")]
    public async Task<IActionResult> Program(string storeId, Guid cardId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ProgramRequest? request, CancellationToken cancellationToken) =>
        Answer(await programming.Program(storeId, cardId, request?.Uid, this.Caller(), ServerAddress.Of(Request), cancellationToken));

    /// <summary>A one-time link that wipes the chip.</summary>
    [HttpPost("wipe")]
    public async Task<IActionResult> Wipe(string storeId, Guid cardId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] WipeRequest? request, CancellationToken cancellationToken) =>
        Answer(await programming.Wipe(storeId, cardId, request?.Uid, request?.Version, this.Caller(), ServerAddress.Of(Request), cancellationToken));

    /// <summary>Staff say that the chip is blank.</summary>
    [HttpPost("wiped")]
    public async Task<IActionResult> Wiped(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await programming.Wiped(storeId, cardId, this.Caller(), cancellationToken), cancellationToken);

    /// <summary>Proves by a tap which keys the chip has.</summary>
    [HttpPost("verify")]
    public async Task<IActionResult> Verify(string storeId, Guid cardId, VerifyRequest request, CancellationToken cancellationToken) =>
        await Answer(storeId, cardId, await programming.Verify(storeId, cardId, request?.Url, cancellationToken), cancellationToken);

    private IActionResult Answer(Result<ProgrammingLink> link) => link.Match(made => Ok(ProgrammingLinkModel.From(made)), this.Refuse);

    private async Task<IActionResult> Answer(string storeId, Guid cardId, Result<ChipStatus> status, CancellationToken cancellationToken)
    {
        if (!status.Ok)
            return this.Refuse(status.Refusal);
        return Ok(ChipModel.From(cardId, status.Value, await credentials.TapUrl(storeId, ServerAddress.Of(Request), cancellationToken)));
    }
}
