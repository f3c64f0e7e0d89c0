using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using DevServer.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Users;

/// <summary><c>/api/v1/users</c>: whoever comes first becomes administrator; afterwards only administrators add users.</summary>
[ApiController]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
[EnableCors(CorsPolicies.All)]
public sealed class GreenfieldUsersController(UserRepository users, IAuthorizationService authorization) : ControllerBase
{
    [HttpGet("~/api/v1/users")]
    [Authorize(Policy = Policies.CanViewUsers, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> List(CancellationToken ct) => Ok((await users.All(ct)).Select(UserData.From));

    [HttpGet("~/api/v1/users/me")]
    [Authorize(Policy = Policies.CanViewProfile, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Me(CancellationToken ct) => Ok(UserData.From((await users.Find(User.Id(), ct))!));

    [HttpGet("~/api/v1/users/{idOrEmail}")]
    [Authorize(Policy = Policies.CanViewUsers, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Get(string idOrEmail, CancellationToken ct) =>
        await users.FindByIdOrEmail(idOrEmail, ct) is { } user ? Ok(UserData.From(user)) : this.UserNotFound();

    [HttpPost("~/api/v1/users")]
    [AllowAnonymous]
    public async Task<IActionResult> Create(CreateUserRequest request, CancellationToken ct)
    {
        foreach (var (field, message) in Registration.Check(request.Email, request.Password))
            ModelState.AddModelError(field, message);
        if (!ModelState.IsValid)
            return this.CreateValidationError(ModelState);

        var first = !await users.AnyAdmin(ct);
        var byKey = User.Identity?.AuthenticationType == GreenfieldConstants.AuthenticationType;
        if (!first && !byKey)
            return this.CreateAPIError(401, "unauthenticated", "New user creation isn't authorized to users who are not admin");
        var byAdmin = first || (await Allows(Policies.CanModifyServerSettings) && await Allows(Policies.Unrestricted));
        if (request.IsAdministrator is true && !byAdmin)
            return this.CreateAPIPermissionError(Policies.Unrestricted);
        if (!byAdmin && !await Allows(Policies.CanCreateUser))
            return this.CreateAPIPermissionError(Policies.CanCreateUser);

        var user = await users.Create(request.Email!, request.Password!, request.Name, request.IsAdministrator ?? first, ct);
        if (user is not null)
            return StatusCode(201, UserData.From(user));
        ModelState.AddModelError("Email", $"Username '{request.Email}' is already taken.");
        return this.CreateValidationError(ModelState);
    }

    [HttpDelete("~/api/v1/users/{idOrEmail}")]
    [Authorize(Policy = Policies.CanModifyServerSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Delete(string idOrEmail, CancellationToken ct)
    {
        if (await users.FindByIdOrEmail(idOrEmail, ct) is not { } user)
            return this.UserNotFound();
        if (user.IsAdmin && (await users.All(ct)).Count(u => u.IsAdmin) == 1)
            return Forbid(AuthenticationSchemes.GreenfieldBasic);
        await users.Delete(user.Id, ct);
        return Ok();
    }

    private async Task<bool> Allows(string policy) => (await authorization.AuthorizeAsync(User, null, policy)).Succeeded;
}
