using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace BTCPayServer.Client;

/// <summary>A policy, optionally narrowed to one scope (a store id): <c>policy</c> or <c>policy:scope</c>.</summary>
public partial class Permission
{
    private Permission(string policy, string? scope)
    {
        Policy = policy;
        Scope = scope;
        Type = TypeOf(policy);
    }

    public PolicyType? Type { get; }

    public string? Scope { get; }

    public string Policy { get; }

    public static Permission Create(string policy, string? scope = null) =>
        TryCreatePermission(policy, scope, out var permission) ? permission : throw new ArgumentException("Invalid Permission");

    public static bool TryCreatePermission(string policy, string? scope, [MaybeNullWhen(false)] out Permission permission)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var name = policy.Trim().ToLowerInvariant();
        permission = IsValidPolicy(name) ? new Permission(name, scope) : null;
        return permission is not null;
    }

    public static Permission Parse(string str) =>
        TryParse(str, out var permission) ? permission : throw new FormatException($"'{str}' is not a permission");

    public static bool TryParse(string str, [MaybeNullWhen(false)] out Permission permission)
    {
        ArgumentNullException.ThrowIfNull(str);
        permission = null;
        var parts = str.Trim().Split(':', 2);
        if (parts.Length == 2 && parts[1].Length == 0)
            return false;
        return TryCreatePermission(parts[0], parts.Length == 2 ? parts[1] : null, out permission);
    }

    public static PolicyType? TryGetPolicyType(string policy) =>
        TryParse(policy, out var permission) && permission.Scope is null ? permission.Type : null;

    public static IEnumerable<Permission> ToPermissions(string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        foreach (var text in permissions)
        {
            if (TryParse(text, out var permission))
                yield return permission;
        }
    }

    public static bool IsValidPolicy(string policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy == Policies.Unrestricted || PolicyName().IsMatch(policy);
    }

    public Permission WithScope(string? scope) => new(Policy, scope);

    public override string ToString() => Scope is null ? Policy : $"{Policy}:{Scope}";

    public override bool Equals(object? obj) => obj is Permission other && other.ToString() == ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public static bool operator ==(Permission? a, Permission? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(Permission? a, Permission? b) => !(a == b);

    private static PolicyType? TypeOf(string policy) => policy.Replace("btcpay.plugin.", "btcpay.", StringComparison.Ordinal) switch
    {
        var p when p.StartsWith("btcpay.store.", StringComparison.Ordinal) => PolicyType.Store,
        var p when p.StartsWith("btcpay.user.", StringComparison.Ordinal) => PolicyType.User,
        var p when p.StartsWith("btcpay.server.", StringComparison.Ordinal) => PolicyType.Server,
        _ => null
    };

    [GeneratedRegex(@"^btcpay(\.[a-z0-9]+)+$")]
    private static partial Regex PolicyName();
}
