using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>The ledger's registration.</summary>
public static class LedgerServices
{
    /// <summary>Adds the ledger, its reader, proof and housekeeping.</summary>
    public static IServiceCollection AddFlashLedger(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<ILedger, LedgerService>();
        services.AddSingleton<ILedgerReader, LedgerReader>();
        services.AddSingleton<ILedgerSearch, LedgerSearch>();
        services.AddSingleton<ILedgerProof, LedgerProof>();
        services.AddSingleton<LogReaderRunner>();
        services.AddSingleton<LedgerHousekeeper>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<LedgerHousekeeper>());
        return services;
    }
}
