using BTCPayServer.Abstractions.Contracts;

namespace DevServer.Thrower;

public sealed class ThrowingStartup : IStartupTask
{
    public Task ExecuteAsync(CancellationToken cancellationToken = default) => throw new InvalidOperationException("thrown in a startup task");
}
