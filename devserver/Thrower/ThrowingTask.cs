using BTCPayServer.HostedServices;

namespace DevServer.Thrower;

public sealed class ThrowingTask : IPeriodicTask
{
    public Task Do(CancellationToken cancellationToken) => throw new InvalidOperationException("thrown in a periodic task");
}
