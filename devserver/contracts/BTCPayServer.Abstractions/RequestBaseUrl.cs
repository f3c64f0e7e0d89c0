using Microsoft.AspNetCore.Http;

namespace BTCPayServer.Abstractions;

/// <summary>Where the server is reached, as the request that asked saw it.</summary>
public record RequestBaseUrl(string Scheme, HostString Host, PathString PathBase)
{
    public RequestBaseUrl(HttpRequest request) : this(request.Scheme, request.Host, request.PathBase)
    {
    }

    public static RequestBaseUrl FromUrl(Uri uri) =>
        new(uri.Scheme, HostString.FromUriComponent(uri), new PathString(uri.AbsolutePath.TrimEnd('/') is { Length: > 0 } path ? path : null));

    public static RequestBaseUrl FromUrl(string url) => FromUrl(new Uri(url));

    public string GetUrl(string relativePath) => $"{this}/{relativePath.TrimStart('/')}";

    public override string ToString() => $"{Scheme}://{Host.ToUriComponent()}{PathBase.ToUriComponent()}";
}
