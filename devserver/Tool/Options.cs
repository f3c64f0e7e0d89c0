namespace Flash.Tool;

/// <summary>The <c>--name value</c> pairs of a command line.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> values = [];

    /// <summary>Null when the line is anything but pairs.</summary>
    public static Options? Parse(ReadOnlySpan<string> args)
    {
        var options = new Options();
        if (args.Length % 2 != 0)
            return null;
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                return null;
            options.values[args[i][2..]] = args[i + 1];
        }
        return options;
    }

    /// <summary>Throws when the option is missing.</summary>
    public string Required(string name) => Optional(name) ?? throw new ToolException($"--{name} is missing");

    /// <summary>Null when the option is missing.</summary>
    public string? Optional(string name) => values.GetValueOrDefault(name);
}
