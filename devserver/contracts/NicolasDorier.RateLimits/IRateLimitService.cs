namespace NicolasDorier.RateLimits;

public interface IRateLimitService
{
    /// <summary>Defines a zone, e.g. <c>zone=login rate=6r/min burst=2 nodelay</c>.</summary>
    void SetZone(string requestZone);

    /// <summary>Waits for the caller's turn; false: refuse. An undefined zone throws.</summary>
    Task<bool> Throttle(string zoneName, object? scope = null, CancellationToken cancellationToken = default);
}
