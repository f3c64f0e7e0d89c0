namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>Times as the database keeps them, so that a row tells the same before it was written and after it was read.</summary>
internal static class StoredTime
{
    /// <summary>Now, in whole microseconds.</summary>
    public static DateTimeOffset Now(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
