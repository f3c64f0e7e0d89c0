using Microsoft.AspNetCore.Http;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The server's public address.</summary>
public static class ServerAddress
{
    /// <summary>Scheme, host and root path that this request came in by, without a slash at the end. Only inside the server's own pipeline, where forwarded headers count.</summary>
    public static string Of(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";
}
