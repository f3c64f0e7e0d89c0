using System.Security.Claims;
using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Client;
using BTCPayServer.Data;
using BTCPayServer.Security;
using BTCPayServer.Services;
using DevServer.Stores;
using Microsoft.AspNetCore.Authorization;

namespace DevServer.Security;

/// <summary>
/// Decides a permission: the key (or cookie) must hold it in the store at hand, and so must the user's role in that store.
/// Identities of other schemes than the server's own never succeed.
/// </summary>
public sealed class PermissionHandler(PermissionService permissions, IHttpContextAccessor accessor, DevStoreRepository stores)
    : AuthorizationHandler<PolicyRequirement>
{
    public const string RequirementKey = "PolicyRequirementKey";
    public const string StoreKey = "BuiltInPermissionHandler-Store";
    public const string StoresKey = "BuiltInPermissionHandler-Stores";

    // What a server administrator may do in stores of others.
    private static readonly Permission AdminInForeignStore = Permission.Create(Policies.CanViewStoreSettings);

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PolicyRequirement requirement)
    {
        if (context.User.Identity?.AuthenticationType is not (AuthenticationSchemes.Cookie or GreenfieldConstants.AuthenticationType))
            return;
        if (accessor.HttpContext is not { } http || context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId)
            return;
        http.Items[RequirementKey] = requirement;
        var isStore = Permission.TryGetPolicyType(requirement.Policy) is PolicyType.Store;
        var scope = requirement.RequireUnscoped ? null : context.Resource as string ?? (isStore ? await ImplicitScope(http) : null);
        var permission = Permission.Create(requirement.Policy, scope);
        if (!Holds(context.User, permission, anyScope: scope is null && !requirement.RequireUnscoped))
            return;

        var success = permission.Type switch
        {
            PolicyType.Store when scope is not null => await InStore(http, context.User, userId, permission, scope),
            PolicyType.Store => await InAnyStore(http, context.User, userId, permission),
            PolicyType.Server => context.User.IsInRole(GreenfieldConstants.AdminRole),
            _ => permission.Type is PolicyType.User || permission.Policy == Policies.Unrestricted
        };
        if (success)
            context.Succeed(requirement);
        else
            context.Fail();
    }

    private async Task<bool> InStore(HttpContext http, ClaimsPrincipal user, string userId, Permission permission, string storeId)
    {
        if (await stores.FindMembership(storeId, userId, http.RequestAborted) is not var (store, rolePermissions))
            return false;
        var isAdmin = user.IsInRole(GreenfieldConstants.AdminRole);
        if (!(isAdmin && permissions.Contains(AdminInForeignStore, permission)) && !RoleHolds(rolePermissions, permission))
            return false;
        http.Items[StoreKey] = store;
        return true;
    }

    private async Task<bool> InAnyStore(HttpContext http, ClaimsPrincipal user, string userId, Permission permission)
    {
        var found = new List<StoreData>();
        foreach (var (store, rolePermissions) in await stores.Memberships(userId, http.RequestAborted))
        {
            if (Holds(user, permission.WithScope(store.Id), anyScope: false) && RoleHolds(rolePermissions, permission))
                found.Add(store);
        }
        http.Items[StoresKey] = found.ToArray();
        return true;
    }

    private bool RoleHolds(IEnumerable<string> rolePermissions, Permission permission) =>
        Permission.ToPermissions([.. rolePermissions]).Any(held => permissions.Contains(held, permission, anyScope: true));

    private bool Holds(ClaimsPrincipal user, Permission permission, bool anyScope) =>
        Permission.ToPermissions([.. user.FindAll(GreenfieldConstants.PermissionClaim).Select(c => c.Value)])
            .Any(held => permissions.Contains(held, permission, anyScope));

    private static async Task<string?> ImplicitScope(HttpContext http)
    {
        if (http.GetStoreDataOrNull() is { } store)
            return store.Id;
        if (http.GetRouteValue("storeId") is string route)
            return route;
        if (http.Request.Query.TryGetValue("storeId", out var query))
            return query.FirstOrDefault();
        return http.Request.HasFormContentType ? (await http.Request.ReadFormAsync())["storeId"].FirstOrDefault() : null;
    }
}
