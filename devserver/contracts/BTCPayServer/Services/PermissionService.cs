using BTCPayServer.Client;

namespace BTCPayServer.Services;

/// <summary>Knows every permission and which one includes which.</summary>
public class PermissionService
{
    private readonly Dictionary<string, PolicyDefinition> definitions = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, HashSet<string>> parents = new(StringComparer.OrdinalIgnoreCase);

    public PermissionService(IEnumerable<PolicyDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            this.definitions[definition.Policy] = definition;
            parents.TryAdd(definition.Policy, new(StringComparer.OrdinalIgnoreCase));
        }
        foreach (var definition in this.definitions.Values)
        {
            foreach (var included in definition.IncludedPermissions)
                ParentsOf(included).Add(definition.Policy);
            ParentsOf(definition.Policy).UnionWith(definition.IncludedByPermissions.Where(p => ParentsOf(p) is not null));
        }
        // What nothing else includes, an unrestricted key includes.
        foreach (var (policy, above) in parents)
        {
            if (above.Count == 0 && policy != Policies.Unrestricted)
                above.Add(Policies.Unrestricted);
        }
    }

    public IReadOnlyDictionary<string, PolicyDefinition> Definitions => definitions;

    public PolicyDefinition? TryGetDefinition(string permission) => definitions.GetValueOrDefault(permission);

    public bool IsValidPolicy(string policy) => definitions.ContainsKey(policy);

    /// <summary>Whether holding one permission means holding the requested one, in its scope or (when asked) in any.</summary>
    public bool Contains(Permission permission, Permission requestedPermission, bool anyScope = false) =>
        Includes(permission.Policy, requestedPermission.Policy) &&
        (permission.Scope is null || anyScope || permission.Scope == requestedPermission.Scope);

    private bool Includes(string held, string requested) =>
        parents.ContainsKey(held) && parents.TryGetValue(requested, out var above) &&
        (string.Equals(held, requested, StringComparison.OrdinalIgnoreCase) || above.Any(p => Includes(held, p)));

    private HashSet<string> ParentsOf(string policy) =>
        parents.TryGetValue(policy, out var set) ? set : throw new ArgumentException($"Permission '{policy}' is not defined");
}
