using BTCPayServer.HostedServices;

namespace DevServer.Hosting;

/// <summary>Runs every scheduled task at start and again a fixed time after each end; a throw is logged.</summary>
public sealed class PeriodicTaskLauncher(IServiceProvider services, IEnumerable<ScheduledTask> tasks, ILoggerFactory loggers) : BackgroundService
{
    private readonly ILogger logger = loggers.CreateLogger("BTCPayServer.PeriodicTasks");

    // The real server shares three workers among all tasks.
    private readonly SemaphoreSlim workers = new(3);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(tasks.Select(t => Repeat(t, stoppingToken)));

    private async Task Repeat(ScheduledTask task, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await workers.WaitAsync(ct);
                try
                {
                    await ((IPeriodicTask)services.GetRequiredService(task.PeriodicTaskType)).Do(ct);
                }
                finally
                {
                    workers.Release();
                }
            }
            catch (Exception ex) when (!ct.IsCancellationRequested)
            {
                logger.LogError(ex, "Unhandled error in periodic task {Task}", task.PeriodicTaskType.Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(task.Every, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        workers.Dispose();
        base.Dispose();
    }
}
