using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>
/// Keeps every exception inside: one that left a plugin's request would make the server disable the plugin and stop. On every controller of the
/// API, which also reads no forms (<see cref="IgnoreFormsAttribute"/>), and whose refusal of a body that is not JSON has a code like all others.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FlashExceptionFilterAttribute : ExceptionFilterAttribute, IResourceFilter, IResultFilter
{
    /// <inheritdoc />
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        IgnoreFormsAttribute.Ignore(context);
    }

    /// <inheritdoc />
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    /// <inheritdoc />
    public void OnResultExecuting(ResultExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Made by the framework before any action is reached.
        if (context.Result is IStatusCodeActionResult { StatusCode: StatusCodes.Status415UnsupportedMediaType })
            context.Result = Result(context, ApiRefusals.MediaTypeUnsupported);
    }

    /// <inheritdoc />
    public void OnResultExecuted(ResultExecutedContext context)
    {
    }

    /// <inheritdoc />
    public override void OnException(ExceptionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var http = context.HttpContext;
        if (context.Exception is BadHttpRequestException bad)
        {
            // The caller's fault: a body that is too large or never came whole.
            context.ExceptionHandled = true;
            context.Result = Result(context, bad.StatusCode == ApiRefusals.RequestTooLarge.Status ? ApiRefusals.RequestTooLarge : ApiRefusals.RequestInvalid);
            return;
        }
        if (IsUnreadable(context.Exception))
        {
            context.ExceptionHandled = true;
            context.Result = Result(context, ApiRefusals.RequestInvalid);
            return;
        }
        if (!http.RequestAborted.IsCancellationRequested)
            http.RequestServices.GetRequiredService<ILogger<FlashExceptionFilterAttribute>>()
                .LogError(context.Exception, "Flash: {Method} {Route} failed", http.Request.Method, context.ActionDescriptor.AttributeRouteInfo?.Template);
        context.ExceptionHandled = true;
        context.Result = Result(context, context.Exception is Npgsql.NpgsqlException { IsTransient: true } ? ApiRefusals.Unavailable : ApiRefusals.InternalError);
    }

    // What the server's JSON reader throws instead of noting it as invalid: bytes that are no text, objects nested too deep, a "$type" that is a list.
    private static bool IsUnreadable(Exception exception) =>
        exception is DecoderFallbackException or InvalidOperationException { Source: "Newtonsoft.Json" } or NullReferenceException { Source: "Newtonsoft.Json" };

    // What wallets and programming apps speak to: they know an error by its status and show its reason (LUD-01).
    private static ObjectResult Result(FilterContext context, Refusal refusal) =>
        new(context.ActionDescriptor.AttributeRouteInfo?.Template?.StartsWith("flash/", StringComparison.Ordinal) == true
            ? (object)new { status = "ERROR", reason = refusal == ApiRefusals.InternalError ? "Something went wrong. Try again." : refusal.Message, code = refusal.Code, message = refusal.Message }
            : new { code = refusal.Code, message = refusal.Message }) { StatusCode = refusal.Status };
}
