namespace BTCPayServer.HostedServices;

/// <summary>Runs at start and then again a fixed time after each end; a throw is logged.</summary>
public interface IPeriodicTask
{
    Task Do(CancellationToken cancellationToken);
}
