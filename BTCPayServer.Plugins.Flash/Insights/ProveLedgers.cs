using BTCPayServer.HostedServices;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>Proves all ledgers once in a while, so that the overview's light is never old.</summary>
internal sealed class ProveLedgers(Proofs proofs, ILogger<ProveLedgers> logger) : IPeriodicTask
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task Do(CancellationToken cancellationToken)
    {
        try
        {
            await proofs.ProveAll(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "Flash: the ledgers could not be proven now and will be in {Interval}", Interval);
        }
    }
}
