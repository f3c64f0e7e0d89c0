using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using DevServer.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Users;

/// <summary><c>/api/v1/api-keys</c>. Permissions that nobody defines are accepted, as on the real server.</summary>
[ApiController]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.GreenfieldAPIKeys)]
[EnableCors(CorsPolicies.All)]
public sealed class GreenfieldApiKeysController(ApiKeyRepository keys, UserRepository users) : ControllerBase
{
    [HttpGet("~/api/v1/api-keys/current")]
    public async Task<IActionResult> Current(CancellationToken ct) =>
        ApiKeyHandler.Read(Request) is { } id && await keys.Find(id, ct) is var (_, key)
            ? Ok(ApiKeyData.From(key))
            : this.CreateAPIError(404, "api-key-not-found", "The api key was not present.");

    [HttpPost("~/api/v1/api-keys")]
    [Authorize(Policy = Policies.Unrestricted, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Create(CreateApiKeyRequest request, CancellationToken ct) => CreateForUser(User.Id(), request, ct);

    [HttpPost("~/api/v1/users/{idOrEmail}/api-keys")]
    [Authorize(Policy = Policies.CanManageUsers, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> CreateForUser(string idOrEmail, CreateApiKeyRequest request, CancellationToken ct)
    {
        var permissions = request.Permissions ?? [];
        for (var i = 0; i < permissions.Length; i++)
        {
            if (!Permission.TryParse(permissions[i] ?? "", out _))
                ModelState.AddModelError($"permissions[{i}]", "Invalid 'Permission' String");
        }
        if (!ModelState.IsValid)
            return this.CreateValidationError(ModelState);
        if (await users.FindByIdOrEmail(idOrEmail, ct) is not { } user)
            return this.UserNotFound();
        return Ok(ApiKeyData.From(await keys.Create(user.Id, request.Label, permissions.Select(p => Permission.Parse(p).ToString()), ct)));
    }

    [HttpDelete("~/api/v1/api-keys/current")]
    public async Task<IActionResult> RevokeCurrent(CancellationToken ct) => await Revoke(ApiKeyHandler.Read(Request)!, ct);

    [HttpDelete("~/api/v1/api-keys/{apikey}", Order = 1)]
    [Authorize(Policy = Policies.Unrestricted, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Revoke(string apikey, CancellationToken ct) => RevokeOfUser(User.Id(), apikey, ct);

    [HttpDelete("~/api/v1/users/{idOrEmail}/api-keys/{apikey}", Order = 1)]
    [Authorize(Policy = Policies.CanManageUsers, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> RevokeOfUser(string idOrEmail, string apikey, CancellationToken ct)
    {
        if (await users.FindByIdOrEmail(idOrEmail, ct) is not { } user)
            return this.UserNotFound();
        return await keys.Remove(apikey, user.Id, ct) ? Ok() : this.CreateAPIError("apikey-not-found", "This apikey does not exists");
    }
}
