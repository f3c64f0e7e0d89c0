using BTCPayServer;
using DevServer.Plugins;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.FileProviders;
using NicolasDorier.RateLimits;

namespace DevServer.Hosting;

/// <summary>The request pipeline, in the order of the real server.</summary>
public static class DevServerPipeline
{
    public static void UseDevServer(this WebApplication app, PluginManager plugins)
    {
        // The real server's limits when it runs in development; in production logins are held to five a minute.
        app.Services.GetRequiredService<IRateLimitService>().SetZone("zone=login rate=1000r/min burst=100 nodelay");

        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        app.UseForwardedHeaders(forwarded);
        app.UseStatusCodePagesWithReExecute("/errors/{0}");
        app.UseMiddleware<PluginExceptionMiddleware>();
        app.UseRouting();
        app.UseCors(CorsPolicies.All);
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public,max-age=31536000"
        });
        app.UseAuthentication();
        app.UseAuthorization();
#pragma warning disable ASP0014 // What a plugin adds to the pipeline must come after the endpoints, as on the real server.
        app.UseEndpoints(endpoints => endpoints.MapControllers());
#pragma warning restore ASP0014

        plugins.Execute(app);
        var files = plugins.Loaded.Select(p => p.Assembly).Prepend(typeof(DevServerPipeline).Assembly);
        app.Environment.WebRootFileProvider = new CompositeFileProvider(files.Select(a => new EmbeddedFileProvider(a)));
    }
}
