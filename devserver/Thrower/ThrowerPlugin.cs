using BTCPayServer;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Client;
using BTCPayServer.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DevServer.Thrower;

/// <summary>
/// A plugin for tests of DevServer: it fails in every place where a plugin can, and asks for permissions of every kind.
/// The environment's THROWER names where it fails at start: <c>execute</c>, <c>startup</c> or <c>background</c>.
/// </summary>
public sealed class ThrowerPlugin : BaseBTCPayServerPlugin
{
    public const string View = "btcpay.plugin.store.thrower.view";
    public const string Manage = "btcpay.plugin.store.thrower.manage";

    /// <summary>Included by nothing: only a role that holds it grants it.</summary>
    public const string Lonely = "btcpay.plugin.store.thrower.lonely";

    private static string? FailAt => Environment.GetEnvironmentVariable("THROWER");

    public override void Execute(IServiceCollection applicationBuilder)
    {
        if (FailAt == "execute")
            throw new InvalidOperationException("thrown in Execute");
        applicationBuilder.AddPolicyDefinitions(
            Define(View, Policies.CanViewStoreSettings),
            Define(Manage, Policies.CanModifyStoreSettings),
            Define(Lonely));
        applicationBuilder.AddUIExtension("store-integrations-nav", "/Plugins/Thrower/Views/NavExtension.cshtml");
        applicationBuilder.AddScheduledTask<ThrowingTask>(TimeSpan.FromHours(1));
        if (FailAt == "startup")
            applicationBuilder.AddStartupTask<ThrowingStartup>();
        if (FailAt == "background")
            applicationBuilder.AddHostedService<ThrowingService>();
    }

    public override void Execute(IApplicationBuilder applicationBuilder, IServiceProvider applicationBuilderApplicationServices) =>
        applicationBuilder.Use(async (context, next) =>
        {
            if (context.Request.Path == "/thrower/unmatched")
                await context.Response.WriteAsync("after the endpoints", context.RequestAborted);
            else
                await next(context);
        });

    private static PolicyDefinition Define(string policy, params string[] includedBy) =>
        new(policy, new PermissionDisplay(policy, policy), new PermissionDisplay(policy, policy), [], includedBy);
}
