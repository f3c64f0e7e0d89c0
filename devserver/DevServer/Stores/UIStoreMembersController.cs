using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Client;
using DevServer.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace DevServer.Stores;

/// <summary>A store's members and roles. Routes and form fields are the real server's.</summary>
public abstract class UIStoreMembersController(DevStoreRepository stores, UserRepository users, IStringLocalizer text) : Controller
{
    protected DevStoreRepository Stores => stores;

    protected IStringLocalizer Text => text;

    [HttpGet("~/stores/{storeId}/users")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> StoreUsers(string storeId, CancellationToken ct) =>
        View(new StoreUsersViewModel(await stores.Members(storeId, ct), await stores.Roles(storeId, ct)));

    [HttpPost("~/stores/{storeId}/users")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> StoreUsers(string storeId, string? email, string? role, CancellationToken ct)
    {
        if (await users.FindByEmail(email ?? "", ct) is not { } user)
            Fail(text["User not found"]);
        else if (await stores.FindRole(storeId, role ?? "", ct) is not { } found)
            Fail(text["Role not found"]);
        else if (!await stores.AddMember(storeId, user.Id, found.Id, ct))
            Fail(text["The user already has access to this store."]);
        else
            TempData.SetStatusSuccess(text["The user has been added successfully."]);
        return RedirectToAction(nameof(StoreUsers), new { storeId });
    }

    [HttpPost("~/stores/{storeId}/users/{userId}/delete")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> RemoveStoreUser(string storeId, string userId, CancellationToken ct)
    {
        if (await stores.RemoveMember(storeId, userId, ct))
            TempData.SetStatusSuccess(text["User removed successfully."]);
        else
            Fail(text["Removing this user would result in the store having no owner."]);
        return RedirectToAction(nameof(StoreUsers), new { storeId });
    }

    [HttpGet("~/stores/{storeId}/roles")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> ListRoles(string storeId, CancellationToken ct) => View(await stores.Roles(storeId, ct));

    [HttpGet("~/stores/{storeId}/roles/{role}")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> CreateOrEditRole(string storeId, string role, CancellationToken ct)
    {
        if (role == "create")
        {
            ModelState.Remove(nameof(role));
            return View(new UpdateRoleViewModel());
        }
        return await OwnRole(storeId, role, ct) is { } found
            ? View(new UpdateRoleViewModel { Role = found.Role, Permissions = [.. found.Permissions] })
            : NotFound();
    }

    [HttpPost("~/stores/{storeId}/roles/{role}")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> CreateOrEditRole(string storeId, [FromRoute] string role, UpdateRoleViewModel model, CancellationToken ct)
    {
        var creating = role == "create";
        if (!creating && await OwnRole(storeId, role, ct) is null)
            return NotFound();
        var name = creating ? model.Role : role;
        if (string.IsNullOrWhiteSpace(name))
        {
            ModelState.AddModelError(nameof(model.Role), text["A role has a name"]);
            return View(model);
        }
        await stores.SetRole(storeId, name, model.Permissions, ct);
        TempData.SetStatusSuccess(creating ? text["Role created"] : text["Role updated"]);
        return RedirectToAction(nameof(ListRoles), new { storeId });
    }

    [HttpGet("~/stores/{storeId}/roles/{role}/delete")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> DeleteRole(string storeId, string role, CancellationToken ct) =>
        await OwnRole(storeId, role, ct) is { } found
            ? View("Confirm", new ConfirmModel(text["Delete role"], text["The role {0} will be permanently deleted. Are you sure?", found.Role], text["Delete"]))
            : NotFound();

    [HttpPost("~/stores/{storeId}/roles/{role}/delete")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> DeleteRolePost(string storeId, string role, CancellationToken ct)
    {
        if (await OwnRole(storeId, role, ct) is not { } found)
            return NotFound();
        if (!await stores.DeleteRole(found.Id, ct))
            return BadRequest();
        TempData.SetStatusSuccess(text["Role deleted"]);
        return RedirectToAction(nameof(ListRoles), new { storeId });
    }

    private async Task<StoreRole?> OwnRole(string storeId, string role, CancellationToken ct) =>
        await stores.FindRole(storeId, role, ct) is { IsServerRole: false } found ? found : null;

    private void Fail(string message) =>
        TempData.SetStatusMessageModel(new StatusMessageModel { Severity = StatusMessageModel.StatusSeverity.Error, Message = message });
}
