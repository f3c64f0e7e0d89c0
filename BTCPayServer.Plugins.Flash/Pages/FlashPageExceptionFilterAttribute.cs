using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>
/// Keeps every exception of a page inside, those of its view too: one that left it would make the server disable the plugin
/// and stop. The user gets a page that says so.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FlashPageExceptionFilterAttribute : Attribute, IExceptionFilter, IAsyncAlwaysRunResultFilter
{
    /// <inheritdoc />
    public void OnException(ExceptionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Log(context.HttpContext, context.Exception, context.ActionDescriptor.AttributeRouteInfo?.Template);
        context.ExceptionHandled = true;
        var metadata = context.HttpContext.RequestServices.GetRequiredService<IModelMetadataProvider>();
        context.Result = new ViewResult
        {
            ViewName = "FlashError",
            StatusCode = Status(context.Exception),
            ViewData = new ViewDataDictionary(metadata, new ModelStateDictionary())
        };
    }

    /// <inheritdoc />
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var executed = await next();
        if (executed.Exception is null || executed.ExceptionHandled)
            return;
        Log(context.HttpContext, executed.Exception, context.ActionDescriptor.AttributeRouteInfo?.Template);
        executed.ExceptionHandled = true;
        var response = context.HttpContext.Response;
        // A view is rendered into memory first: what fails has sent nothing yet.
        if (response.HasStarted)
            return;
        response.Clear();
        response.StatusCode = Status(executed.Exception);
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync("Something went wrong in Flash. Nothing was lost: go back and try again.");
    }

    private static int Status(Exception exception) => exception switch
    {
        // The sender's fault: a form that is too large, broke off or is none.
        BadHttpRequestException bad => bad.StatusCode,
        InvalidDataException => StatusCodes.Status400BadRequest,
        Npgsql.NpgsqlException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError
    };

    private static void Log(HttpContext http, Exception exception, string? route)
    {
        if (!http.RequestAborted.IsCancellationRequested && exception is not (BadHttpRequestException or InvalidDataException))
            http.RequestServices.GetRequiredService<ILogger<FlashPageExceptionFilterAttribute>>()
                .LogError(exception, "Flash: {Method} {Route} failed", http.Request.Method, route);
    }
}
