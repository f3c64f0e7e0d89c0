using BTCPayServer.Client;
using Microsoft.AspNetCore.Authorization;

namespace BTCPayServer.Security;

/// <summary>Asks for one permission; unscoped means for every store.</summary>
public class PolicyRequirement : IAuthorizationRequirement
{
    public PolicyRequirement(string policy, bool requireUnscoped)
    {
        if (!Permission.IsValidPolicy(policy))
            throw new ArgumentException($"'{policy}' is not a policy", nameof(policy));
        Policy = policy;
        RequireUnscoped = requireUnscoped;
    }

    public PolicyRequirement(string policy) : this(policy, false)
    {
    }

    public bool RequireUnscoped { get; }

    public string Policy { get; }
}
