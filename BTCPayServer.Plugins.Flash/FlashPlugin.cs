using BTCPayServer.Abstractions.Contracts;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Insights;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tills;
using BTCPayServer.Plugins.Flash.TopUps;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash;

/// <summary>The plugin as the server sees it. Name, version and description come from plugin.json through the assembly.</summary>
public class FlashPlugin : BaseBTCPayServerPlugin
{
    /// <inheritdoc />
    public override IBTCPayServerPlugin.PluginDependency[] Dependencies { get; } =
        [new() { Identifier = "BTCPayServer", Condition = ">=2.4.1" }];

    /// <inheritdoc />
    public override void Execute(IServiceCollection applicationBuilder)
    {
        applicationBuilder.AddPolicyDefinitions(FlashPolicies.Definitions);
        applicationBuilder.AddFlashServer();
        applicationBuilder.AddFlashData();
        applicationBuilder.AddFlashApi();
        applicationBuilder.AddFlashLedger();
        applicationBuilder.AddFlashProgrammes();
        applicationBuilder.AddFlashCards();
        applicationBuilder.AddFlashBoltcards();
        applicationBuilder.AddFlashLoads();
        applicationBuilder.AddFlashTopUps();
        applicationBuilder.AddFlashHolders();
        applicationBuilder.AddFlashCharges();
        applicationBuilder.AddFlashTills();
        applicationBuilder.AddFlashTaps();
        applicationBuilder.AddFlashInsights();
        applicationBuilder.AddFlashPages();
    }

    /// <inheritdoc />
    public override void Execute(IApplicationBuilder applicationBuilder, IServiceProvider applicationBuilderApplicationServices)
    {
        applicationBuilderApplicationServices.UseFlashTills();
        applicationBuilderApplicationServices.UseFlashBoltcards();
    }
}
