using BTCPayServer.Abstractions.Contracts;
using DevServer.Data;
using DevServer.Plugins;
using Npgsql;

namespace DevServer.Hosting;

/// <summary>Builds and runs the server in the order of the real one: plugins, startup tasks, hosted services, pipeline.</summary>
public static class DevServerHost
{
    /// <returns>0 after an orderly stop, 1 when a plugin crashed at start, 2 for unusable configuration.</returns>
    public static async Task<int> Run(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(DevServerOptions.Help);
            return 0;
        }
        PluginManager? plugins = null;
        ILogger? logger = null;
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
                EnvironmentName = Environments.Production
            });
            builder.Logging.ClearProviders().AddSimpleConsole(c => c.SingleLine = true)
                .AddFilter("Microsoft", LogLevel.Error)
                .AddFilter("DevServer.Security", LogLevel.Warning)
                .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
                .AddFilter("Events", LogLevel.Warning);
            using var loggers = LoggerFactory.Create(l => l.AddSimpleConsole(c => c.SingleLine = true));
            logger = loggers.CreateLogger("Configuration");

            var options = DevServerOptions.Read(builder.Configuration);
            builder.WebHost.UseUrls(options.Urls);
            Directory.CreateDirectory(options.DataDir);
            plugins = new PluginManager(options.PluginDir, loggers.CreateLogger("BTCPayServer.Plugins.PluginManager"));
            builder.Services.AddDevServer(options, plugins);

            await using var app = builder.Build();
            app.UseDevServer(plugins);
            await MigrateOwn(app.Services);
            foreach (var task in app.Services.GetServices<IStartupTask>())
                await task.ExecuteAsync(CancellationToken.None);
            await app.StartAsync();
            foreach (var url in app.Urls)
                logger.LogInformation("Now listening on: {Url}", url);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (DevServerConfigException ex)
        {
            Console.Error.WriteLine(ex.Message);
            return 2;
        }
        catch (Exception ex) when (plugins?.FindCulprit(ex) is { } plugin)
        {
            logger!.LogError(ex, "Plugin crash during startup detected, disabling {Plugin}...", plugin.Identifier);
            plugins.Disable(plugin.Identifier);
            return 1;
        }
    }

    private static async Task MigrateOwn(IServiceProvider services)
    {
        try
        {
            await services.GetRequiredService<DevDatabase>().Migrate(CancellationToken.None);
        }
        catch (NpgsqlException ex) when (ex is not PostgresException || ex.InnerException is not null)
        {
            throw new DevServerConfigException($"The database cannot be reached: {ex.Message}");
        }
    }
}
