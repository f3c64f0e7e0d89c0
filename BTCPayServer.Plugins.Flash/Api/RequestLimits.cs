namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>How much one request may send. The server itself sets no limit.</summary>
public static class RequestLimits
{
    /// <summary>The largest request body in bytes: many times what any of our requests needs.</summary>
    public const int MaxBody = 64 * 1024;
}
