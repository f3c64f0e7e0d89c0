using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace NicolasDorier.RateLimits;

/// <summary>Answers 429 with an empty body when the zone's bucket for the request's scope is full.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = false, Inherited = true)]
public class RateLimitsFilterAttribute(string zoneName) : Attribute, IAsyncActionFilter
{
    public string ZoneName { get; set; } = zoneName;

    public RateLimitsScope Scope { get; set; }

    /// <summary>The route value or argument that is the scope, for those two scopes.</summary>
    public string DataKey { get; set; }

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var limits = context.HttpContext.RequestServices.GetRequiredService<IRateLimitService>();
        var scope = Scope switch
        {
            RateLimitsScope.Global => null,
            RateLimitsScope.RemoteAddress => context.HttpContext.Connection.RemoteIpAddress?.ToString(),
            RateLimitsScope.RouteData => context.RouteData.Values[DataKey],
            _ => context.ActionArguments[DataKey]
        };
        if (await limits.Throttle(ZoneName, scope, context.HttpContext.RequestAborted))
            await next();
        else
            context.Result = new StatusCodeResult(429);
    }
}
