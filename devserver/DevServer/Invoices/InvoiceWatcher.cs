namespace DevServer.Invoices;

/// <summary>Lets time pass for invoices: expiry, and what a killed server left half done.</summary>
public sealed class InvoiceWatcher(DevInvoiceRepository invoices, InvoiceSimulator simulator, TimeProvider time, ILogger<InvoiceWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var start = true;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        do
        {
            try
            {
                foreach (var id in await invoices.Due(start ? null : time.GetUtcNow().AddSeconds(-1), stoppingToken))
                    await simulator.Watch(id);
                start = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "Watching invoices failed, trying again");
            }
        }
        while (await Tick(timer, stoppingToken));
    }

    private static async Task<bool> Tick(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
