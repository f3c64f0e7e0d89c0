namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>Latencies of one caller, merged at the end.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan elapsed) => _milliseconds.Add(elapsed.TotalMilliseconds);

    public static (int Count, double P50, double P99) Merge(IEnumerable<Latencies> all)
    {
        var merged = all.SelectMany(l => l._milliseconds).Order().ToArray();
        return merged.Length == 0 ? (0, 0, 0) : (merged.Length, merged[merged.Length / 2], merged[(int)(merged.Length * 0.99)]);
    }
}
