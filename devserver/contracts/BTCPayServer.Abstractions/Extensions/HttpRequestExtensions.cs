using Microsoft.AspNetCore.Http;

namespace BTCPayServer.Abstractions.Extensions;

public static class HttpRequestExtensions
{
    public static RequestBaseUrl GetRequestBaseUrl(this HttpRequest request) => new(request);

    public static string GetAbsoluteRoot(this HttpRequest request) => new RequestBaseUrl(request).ToString();

    public static Uri GetAbsoluteRootUri(this HttpRequest request) => new(request.GetAbsoluteRoot());
}
