using Microsoft.AspNetCore.Diagnostics;

namespace DevServer.Plugins;

/// <summary>
/// Answers an escaped exception with 500 and an empty body; one from plugin code also disables the plugin and stops the server,
/// as the real server does.
/// </summary>
public sealed class PluginExceptionMiddleware(
    RequestDelegate next,
    PluginManager plugins,
    EscapeCounter escapes,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers)
{
    private static readonly TimeSpan StopAfter = TimeSpan.FromSeconds(3);

    private readonly ILogger logger = loggers.CreateLogger("Configuration");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception ex) when (ex is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody to answer, nobody to blame.
            escapes.HungUp();
        }
        catch (Exception ex)
        {
            Handle(context, ex);
            if (context.Response.HasStarted)
                throw;
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            // No error page: the real server's own handler finds none and Kestrel answers.
            if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                pages.Enabled = false;
        }
    }

    private void Handle(HttpContext context, Exception ex)
    {
        if (plugins.FindCulprit(ex) is not { } plugin)
        {
            logger.LogError(ex, "Unhandled exception in {Method} {Path}", context.Request.Method, context.Request.Path);
            return;
        }
        logger.LogError(ex, "Unhandled exception caused by plugin '{Plugin}', disabling it and restarting...", plugin.Identifier);
        escapes.Add($"{context.Request.Method} {context.Request.Path}: {ex.GetType().Name}: {ex.Message}");
        plugins.Disable(plugin.Identifier);
        _ = Task.Delay(StopAfter).ContinueWith(_ => lifetime.StopApplication(), TaskScheduler.Default);
    }
}
