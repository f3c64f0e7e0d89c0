using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NicolasDorier.RateLimits;

/// <summary>Leaky buckets in memory: one per zone and scope, as deep as the burst, leaking at the rate.</summary>
public partial class RateLimitService : IRateLimitService
{
    private readonly ConcurrentDictionary<string, Zone> zones = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string, object?), Bucket> buckets = new();

    public void SetZone(string requestZone)
    {
        var zone = Parse(requestZone);
        zones[zone.Name] = zone;
    }

    public async Task<bool> Throttle(string zoneName, object? scope = null, CancellationToken cancellationToken = default)
    {
        if (!zones.TryGetValue(zoneName.Trim(), out var zone))
            throw new KeyNotFoundException($"{zoneName} is not found");
        if (buckets.Count > 10_000)
        {
            foreach (var drained in buckets.Where(b => b.Value.Drained))
                buckets.TryRemove(drained);
        }
        if (buckets.GetOrAdd((zone.Name, scope), _ => new Bucket(zone)).TryEnter() is not { } wait)
            return false;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, cancellationToken);
        return true;
    }

    private static Zone Parse(string text)
    {
        var options = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p.Length > 1 ? p[1] : "", StringComparer.OrdinalIgnoreCase);
        var rate = Rate().Match(options.GetValueOrDefault("rate", ""));
        if (!rate.Success || !options.TryGetValue("zone", out var name) || name.Length == 0)
            throw new FormatException("Invalid request zone");
        var period = rate.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" or "min" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1)
        };
        return new Zone(
            name,
            period / int.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture),
            options.TryGetValue("burst", out var burst) ? int.Parse(burst, CultureInfo.InvariantCulture) : 1,
            options.ContainsKey("nodelay"),
            options.TryGetValue("delay", out var delay) ? int.Parse(delay, CultureInfo.InvariantCulture) : null);
    }

    [GeneratedRegex(@"^([1-9]\d*)r/(s|m|min|h|d)$")]
    private static partial Regex Rate();

    private sealed record Zone(string Name, TimeSpan Interval, int Slots, bool NoDelay, int? Delay);

    private sealed class Bucket(Zone zone)
    {
        private readonly Lock gate = new();
        private DateTime emptyAt = DateTime.MinValue;

        public bool Drained => emptyAt < DateTime.UtcNow;

        /// <summary>How long to wait, or null when the bucket is full.</summary>
        public TimeSpan? TryEnter()
        {
            lock (gate)
            {
                var now = DateTime.UtcNow;
                var start = emptyAt > now ? emptyAt : now;
                var used = (int)Math.Ceiling((start - now) / zone.Interval);
                if (used >= zone.Slots)
                    return null;
                emptyAt = start + zone.Interval;
                return zone.NoDelay || used + 1 < zone.Delay ? TimeSpan.Zero : start - now;
            }
        }
    }
}
