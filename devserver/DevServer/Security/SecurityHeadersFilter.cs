using BTCPayServer.Security;
using Microsoft.AspNetCore.Mvc.Filters;

namespace DevServer.Security;

/// <summary>The headers that the real server puts on every answer of a controller.</summary>
public sealed class SecurityHeadersFilter : IActionFilter
{
    public void OnActionExecuting(ActionExecutingContext context)
    {
        var http = context.HttpContext;
        var csp = http.RequestServices.GetRequiredService<ContentSecurityPolicies>();
        csp.Add("script-src", "'self'");
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = csp.ToString();
            headers.XFrameOptions = "DENY";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
    }

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }
}
