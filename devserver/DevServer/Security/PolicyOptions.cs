using BTCPayServer.Security;
using BTCPayServer.Services;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace DevServer.Security;

/// <summary>Makes every defined permission, the plugins' too, an authorization policy; with a colon at its end: for every store.</summary>
public sealed class PolicyOptions(PermissionService permissions) : IConfigureOptions<AuthorizationOptions>
{
    public void Configure(AuthorizationOptions options)
    {
        foreach (var policy in permissions.Definitions.Keys)
        {
            options.AddPolicy(policy, p => p.AddRequirements(new PolicyRequirement(policy)));
            options.AddPolicy(policy + ":", p => p.AddRequirements(new PolicyRequirement(policy, true)));
        }
    }
}
