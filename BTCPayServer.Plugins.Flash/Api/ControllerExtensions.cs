using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>How every API controller answers.</summary>
public static class ControllerExtensions
{
    /// <summary>The refusal as the Greenfield API writes it: 422 <c>[{path,message}]</c> for validation, else <c>{code,message}</c>.</summary>
    public static IActionResult Refuse(this ControllerBase controller, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(controller);
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Path is not null
            ? controller.UnprocessableEntity(new[] { new { path = refusal.Path, message = refusal.Message } })
            : controller.StatusCode(refusal.Status, new { code = refusal.Code, message = refusal.Message });
    }

    /// <summary>Who asks, to be kept with a movement: the name where the server tells it (a person who is signed in), else the user's id (an API key).</summary>
    public static string? Caller(this ControllerBase controller)
    {
        ArgumentNullException.ThrowIfNull(controller);
        return controller.User.Identity?.Name ?? controller.User.FindFirst(ClaimTypes.NameIdentifier)?.Value;
    }

    /// <summary>The <c>Idempotency-Key</c> header: 1 to 100 printable ASCII characters. Absent: a new key, so that the call acts each time.</summary>
    public static Result<string> IdempotencyKey(this ControllerBase controller)
    {
        ArgumentNullException.ThrowIfNull(controller);
        var values = controller.Request.Headers["Idempotency-Key"];
        if (values.Count == 0)
            return Guid.CreateVersion7().ToString("N");
        var key = values.Count == 1 ? values[0] : null;
        return key is { Length: >= 1 and <= 100 } && key.All(c => c is > ' ' and <= '~')
            ? key
            : ApiRefusals.IdempotencyKeyInvalid;
    }
}
