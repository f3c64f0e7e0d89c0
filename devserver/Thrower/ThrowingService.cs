using Microsoft.Extensions.Hosting;

namespace DevServer.Thrower;

public sealed class ThrowingService : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(500, stoppingToken);
        throw new InvalidOperationException("thrown in a background service");
    }
}
