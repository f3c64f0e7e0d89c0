using BTCPayServer.Plugins.Flash.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>The overview's registration.</summary>
public static class InsightsServices
{
    /// <summary>Adds the days' totals, the proof's memory and the task that keeps it fresh.</summary>
    public static IServiceCollection AddFlashInsights(this IServiceCollection services)
    {
        services.AddSingleton<DayTotals>();
        services.AddSingleton<ILogReader>(s => s.GetRequiredService<DayTotals>());
        services.AddSingleton<Proofs>();
        services.AddSingleton<IOverviewService, OverviewService>();
        services.AddScheduledTask<ProveLedgers>(ProveLedgers.Interval);
        return services;
    }
}
