using System.Diagnostics.CodeAnalysis;

namespace BTCPayServer.Abstractions.Contracts;

/// <summary>
/// A condition on a version: <c>&gt;=2.4.1</c>, <c>~1.2</c>, <c>!</c> (must be absent), joined by <c>&amp;&amp;</c> and <c>||</c>.
/// </summary>
public abstract class VersionCondition
{
    private static readonly string[] Operators = ["<=", ">=", "==", "!=", "<", ">", "~", "^"];

    public abstract bool IsFulfilled(Version version);

    public static bool TryParse(string str, [MaybeNullWhen(false)] out VersionCondition condition)
    {
        condition = null;
        str = str.Trim();
        if (str.Length == 0)
            condition = new Yes();
        else if (str == "!")
            condition = new Not();
        else if (str.Contains("||", StringComparison.Ordinal))
            condition = ParseAll(str, "||") is { } any ? new Any(any) : null;
        else if (str.Contains("&&", StringComparison.Ordinal))
            condition = ParseAll(str, "&&") is { } all ? new All(all) : null;
        else
        {
            var op = Operators.FirstOrDefault(o => str.StartsWith(o, StringComparison.Ordinal)) ?? "";
            if (Version.TryParse(str[op.Length..].Trim(), out var version))
                condition = new Op(op.Length == 0 ? "==" : op, version);
        }
        return condition is not null;
    }

    private static VersionCondition[]? ParseAll(string str, string separator)
    {
        var conditions = new List<VersionCondition>();
        foreach (var part in str.Split(separator))
        {
            if (!TryParse(part, out var condition))
                return null;
            conditions.Add(condition);
        }
        return [.. conditions];
    }

    public class Any(VersionCondition[] conditions) : VersionCondition
    {
        public VersionCondition[] Conditions { get; set; } = conditions;

        public override bool IsFulfilled(Version version) => Conditions.Any(c => c.IsFulfilled(version));

        public override string ToString() => string.Join(" || ", Conditions.AsEnumerable());
    }

    public class All(VersionCondition[] conditions) : VersionCondition
    {
        public VersionCondition[] Conditions { get; set; } = conditions;

        public override bool IsFulfilled(Version version) => Conditions.All(c => c.IsFulfilled(version));

        public override string ToString() => string.Join(" && ", Conditions.AsEnumerable());
    }

    public class Not : VersionCondition
    {
        public override bool IsFulfilled(Version version) => false;

        public override string ToString() => "!";
    }

    public class Yes : VersionCondition
    {
        public override bool IsFulfilled(Version version) => true;

        public override string ToString() => "";
    }

    public class Op(string op, Version ver) : VersionCondition
    {
        public string Operation { get; set; } = op;

        public Version Version { get; set; } = ver;

        public override bool IsFulfilled(Version version) => Operation switch
        {
            ">=" => version >= Version,
            "<=" => version <= Version,
            ">" => version > Version,
            "<" => version < Version,
            "==" => version == Version,
            "!=" => version != Version,
            "^" => version >= Version && version.Major == Version.Major,
            "~" => version >= Version && version.Major == Version.Major && version.Minor == Version.Minor,
            _ => false
        };

        public override string ToString() => $"{Operation} {Version}";
    }
}
