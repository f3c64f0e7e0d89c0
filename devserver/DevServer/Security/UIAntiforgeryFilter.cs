using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace DevServer.Security;

/// <summary>Unsafe requests to controllers named UI…, and to any other that renders views, need an antiforgery token.</summary>
public sealed class UIAntiforgeryFilter : IAsyncAuthorizationFilter, IAntiforgeryPolicy
{
    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        if (!context.IsEffectivePolicy<IAntiforgeryPolicy>(this) || !ShouldValidate(context))
            return;
        var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        if (!await antiforgery.IsRequestValidAsync(context.HttpContext))
            context.Result = new AntiforgeryValidationFailedResult();
    }

    private static bool ShouldValidate(AuthorizationFilterContext context)
    {
        if (context.ActionDescriptor is not ControllerActionDescriptor action)
            return false;
        var method = context.HttpContext.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsTrace(method) || HttpMethods.IsOptions(method))
            return false;
        if (action.ControllerName.StartsWith("UI", StringComparison.OrdinalIgnoreCase))
            return true;
        return !action.ControllerName.StartsWith("Greenfield", StringComparison.OrdinalIgnoreCase) &&
            typeof(Controller).IsAssignableFrom(action.ControllerTypeInfo);
    }
}
