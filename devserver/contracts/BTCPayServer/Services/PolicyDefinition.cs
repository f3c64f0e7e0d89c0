using BTCPayServer.Client;

namespace BTCPayServer.Services;

/// <summary>A permission, what it includes, and what includes it.</summary>
public class PolicyDefinition
{
    public PolicyDefinition(
        string policy,
        PermissionDisplay? display = null,
        PermissionDisplay? scopeDisplay = null,
        IEnumerable<string>? includedPermissions = null,
        IEnumerable<string>? includedByPermissions = null)
    {
        if (!Permission.IsValidPolicy(policy))
            throw new ArgumentException($"'{policy}' is not a policy", nameof(policy));
        Policy = policy;
        Type = Permission.TryGetPolicyType(policy);
        Display = display!;
        ScopeDisplay = scopeDisplay!;
        IncludedPermissions = [.. includedPermissions ?? []];
        IncludedByPermissions = [.. includedByPermissions ?? []];
    }

    public PolicyType? Type { get; }

    public string Policy { get; }

    public PermissionDisplay Display { get; }

    /// <summary>Shown instead of <see cref="Display"/> when the permission is narrowed to one store.</summary>
    public PermissionDisplay ScopeDisplay { get; }

    public IReadOnlyCollection<string> IncludedPermissions { get; }

    public IReadOnlyCollection<string> IncludedByPermissions { get; }

    public override string ToString() => Policy;
}
