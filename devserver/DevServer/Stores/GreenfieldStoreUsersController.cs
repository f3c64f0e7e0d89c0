using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using DevServer.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Stores;

/// <summary><c>/api/v1/stores/{storeId}/users</c> and <c>…/roles</c>. Roles are made on the store's pages only, as on the real server.</summary>
[ApiController]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
[EnableCors(CorsPolicies.All)]
public sealed class GreenfieldStoreUsersController(DevStoreRepository stores, UserRepository users) : ControllerBase
{
    private IActionResult Orphaned =>
        this.CreateAPIError(409, "store-user-role-orphaned", "Removing this user would result in the store having no owner.");

    [HttpGet("~/api/v1/stores/{storeId}/users")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> List(string storeId, CancellationToken ct) =>
        Ok((await stores.Members(storeId, ct)).Select(m => new
        {
            Id = m.UserId,
            m.UserId,
            m.Email,
            m.Name,
            StoreRole = m.RoleId,
            Role = m.RoleId,
            EmailConfirmed = false,
            Approved = true,
            Disabled = false
        }));

    [HttpPost("~/api/v1/stores/{storeId}/users")]
    [HttpPut("~/api/v1/stores/{storeId}/users/{idOrEmail?}")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> AddOrUpdate(string storeId, StoreUserRequest request, string? idOrEmail, CancellationToken ct)
    {
        if (await users.FindByIdOrEmail(idOrEmail ?? request.Id ?? request.UserId, ct) is not { } user)
            return this.UserNotFound();
        if (await stores.FindRole(storeId, request.StoreRole ?? request.Role ?? "Owner", ct) is not { } role)
        {
            ModelState.AddModelError("StoreRole", "The role id provided does not exist");
            return this.CreateValidationError(ModelState);
        }
        if (idOrEmail is not null)
            return await stores.SetMember(storeId, user.Id, role.Id, ct) ? Ok() : Orphaned;
        return await stores.AddMember(storeId, user.Id, role.Id, ct)
            ? Ok()
            : this.CreateAPIError(409, "duplicate-store-user-role", "The user is already added to the store");
    }

    [HttpDelete("~/api/v1/stores/{storeId}/users/{idOrEmail}")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Remove(string storeId, string idOrEmail, CancellationToken ct)
    {
        if (await users.FindByIdOrEmail(idOrEmail, ct) is not { } user)
            return this.UserNotFound();
        return await stores.RemoveMember(storeId, user.Id, ct) ? Ok() : Orphaned;
    }

    [HttpGet("~/api/v1/stores/{storeId}/roles")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Roles(string storeId, CancellationToken ct) =>
        Ok((await stores.Roles(storeId, ct)).Select(r => new { r.Id, r.Role, r.Permissions, r.IsServerRole }));
}
