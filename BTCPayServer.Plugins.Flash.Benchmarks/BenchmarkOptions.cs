using System.Globalization;

namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>What follows the benchmark's name: <c>--name number</c>.</summary>
internal sealed class BenchmarkOptions(string[] args)
{
    public int Number(string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }

    public static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
