using BTCPayServer;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Configuration;
using BTCPayServer.HostedServices;
using BTCPayServer.Logging;
using BTCPayServer.Security;
using BTCPayServer.Services.Rates;
using DevServer.Data;
using DevServer.Invoices;
using DevServer.Lightning;
using DevServer.PullPayments;
using DevServer.Plugins;
using DevServer.Security;
using DevServer.Stores;
using DevServer.Swagger;
using DevServer.Ui;
using DevServer.Users;
using DevServer.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DevServer.Hosting;

/// <summary>Everything that the server registers, one line per room; plugins come last.</summary>
public static class DevServerServices
{
    public static void AddDevServer(this IServiceCollection services, DevServerOptions options, PluginManager plugins)
    {
        services.AddSingleton(options).AddSingleton(plugins).AddSingleton(TimeProvider.System);
        services.Configure<DatabaseOptions>(o => o.ConnectionString = options.Postgres);
        services.Configure<DataDirectories>(o => (o.DataDir, o.PluginDir, o.TempDir) = (options.DataDir, options.PluginDir, Path.GetTempPath()));
        services.Configure<KestrelServerOptions>(o => o.Limits.MaxRequestBodySize = int.MaxValue);
        services.AddSingleton<DevDatabase>();
        services.AddSingleton(sp =>
        {
            var logs = new Logs();
            logs.Configure(sp.GetRequiredService<ILoggerFactory>());
            return logs;
        });
        services.AddSingleton<EventAggregator>();
        services.AddMemoryCache();
        services.AddHttpClient();
        services.AddHttpContextAccessor();
        services.AddDataProtection().SetApplicationName("DevServer").PersistKeysToFileSystem(new DirectoryInfo(options.DataDir));
        services.AddCors(o => o.AddPolicy(CorsPolicies.All, p => p.AllowAnyHeader().AllowAnyMethod().AllowAnyOrigin()));
        services.AddRateLimits();
        services.AddScoped<ContentSecurityPolicies>();
        services.AddSingleton<CurrencyDataProvider>(new AssemblyCurrencyDataProvider(typeof(CurrencyNameTable).Assembly, "BTCPayServer.Rating.Currencies.csv"));
        services.AddSingleton<CurrencyNameTable>();
        services.AddStartupTask<LoadCurrencies>();
        services.AddHostedService<PeriodicTaskLauncher>();

        services.AddDevSecurity();
        services.AddDevUsers();
        services.AddDevStores();
        services.AddDevInvoices();
        services.AddDevLightning();
        services.AddSingleton<DevPullPayments>();
        services.AddSingleton<BTCPayServer.HostedServices.PullPaymentHostedService>(sp => sp.GetRequiredService<DevPullPayments>());
        services.AddDevWebhooks();
        services.AddDevSwagger();
        services.AddDevUi();

        var mvc = services.AddMvc(o =>
            {
                o.Filters.Add(new SecurityHeadersFilter());
                o.Filters.Add<StoreContextFilter>();
                o.Filters.Add(new UIAntiforgeryFilter());
            })
            .ConfigureApiBehaviorOptions(o =>
                o.InvalidModelStateResponseFactory = context => new UnprocessableEntityObjectResult(context.ModelState.ToGreenfieldValidationError()))
            .AddRazorOptions(o =>
            {
                o.ViewLocationFormats.Add("/{0}.cshtml");
                o.AreaViewLocationFormats.Add("/{0}.cshtml");
                o.AreaViewLocationFormats.Add("/Plugins/{2}/Views/{1}/{0}.cshtml");
                o.AreaViewLocationFormats.Add("/Plugins/{2}/Views/{0}.cshtml");
                o.AreaViewLocationFormats.Add("/Plugins/{2}/Views/Shared/{0}.cshtml");
            })
            .AddNewtonsoftJson();
        plugins.Load(services, mvc.PartManager);
        mvc.AddViewLocalization().AddDataAnnotationsLocalization().AddControllersAsServices();
    }
}
