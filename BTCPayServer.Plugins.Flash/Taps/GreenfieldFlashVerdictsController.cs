using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Ends payments by hand. It makes balance, so it takes the permission to adjust.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.Adjust, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashVerdictsController(IPaymentVerdicts verdicts) : ControllerBase
{
    /// <summary>Says how an open payment ended that the node can not tell of.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/payments/{paymentId:guid}/resolve")]
    public async Task<IActionResult> Resolve(string storeId, Guid paymentId, VerdictRequest request, CancellationToken cancellationToken) =>
        request.Status is not ("paid" or "failed")
            ? this.Refuse(Refusal.Invalid("status", "One of paid, failed."))
            : (await verdicts.Give(storeId, paymentId, request.Status == "paid", request.Reason, this.Caller(), cancellationToken))
                .Match(payment => Ok(PaymentModel.From(payment)), this.Refuse);
}
