using System.Threading.Channels;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>
/// Reconciles loads when the server hints at their invoices, all unfinished ones at start, and those that are due on a timer.
/// Nothing leaves it: a background service that throws would stop the server at every start.
/// </summary>
internal sealed class LoadWorker(LoadRepository loads, LoadReconciler reconciler, IStoreInvoices invoices, IProgrammes programmes, TimeProvider time, ILogger<LoadWorker> logger)
    : BackgroundService, IInvoiceWakeup
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private const int Batch = 100;
    private readonly Channel<(string StoreId, string InvoiceId)> _touched = Channel.CreateUnbounded<(string, string)>();
    // An invoice that was not made for a load never will be.
    private readonly HashSet<(string, string)> _others = [];

    /// <inheritdoc />
    public Task InvoiceTouched(string storeId, string invoiceId, CancellationToken ct)
    {
        _touched.Writer.TryWrite((storeId, invoiceId));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Task.WhenAll(Forever(Touched, stoppingToken), Forever(Timer, stoppingToken));
    }

    /// <summary>Reconciles everything that may still change.</summary>
    internal async Task All(CancellationToken cancellationToken)
    {
        var after = (StoreId: "", Id: Guid.Empty);
        while (await loads.Unfinished(after, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var (storeId, id) in batch)
                await One(storeId, id, cancellationToken);
            after = batch[^1];
        }
    }

    /// <summary>Reconciles what is due.</summary>
    internal async Task Due(CancellationToken cancellationToken)
    {
        while (await loads.Due(time.GetUtcNow(), Batch, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var (storeId, id) in batch)
                await One(storeId, id, cancellationToken);
        }
    }

    /// <summary>Reconciles the load that an invoice was made for, if it was.</summary>
    internal async Task Invoice(string storeId, string invoiceId, CancellationToken cancellationToken)
    {
        if (_others.Contains((storeId, invoiceId)))
            return;
        var id = await loads.OfInvoice(storeId, invoiceId, cancellationToken) ?? await Adopt(storeId, invoiceId, cancellationToken);
        if (id is null)
        {
            if (_others.Count >= 10_000)
                _others.Clear();
            _others.Add((storeId, invoiceId));
            return;
        }
        await One(storeId, id.Value, cancellationToken);
    }

    /// <summary>An invoice of ours that is in no row: whoever made it died before it could write that down, or has not come to it yet.</summary>
    private async Task<Guid?> Adopt(string storeId, string invoiceId, CancellationToken cancellationToken)
    {
        if (await programmes.Find(storeId, cancellationToken) is null
            || await invoices.Find(storeId, invoiceId, cancellationToken) is not { LoadId: { } id } invoice
            || await loads.Find(storeId, id, cancellationToken) is null)
            return null;
        await loads.Attach(storeId, id, invoice, time.GetUtcNow(), cancellationToken);
        return id;
    }

    private async Task Touched(CancellationToken cancellationToken)
    {
        var (storeId, invoiceId) = await _touched.Reader.ReadAsync(cancellationToken);
        await Invoice(storeId, invoiceId, cancellationToken);
    }

    private bool _started;

    private async Task Timer(CancellationToken cancellationToken)
    {
        if (!_started)
        {
            await All(cancellationToken);
            _started = true;
        }
        await Due(cancellationToken);
        await Task.Delay(Period, time, cancellationToken);
    }

    private async Task One(string storeId, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.Reconcile(storeId, id, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Flash: load {LoadId} of store {StoreId} could not be reconciled; it is tried again", id, storeId);
        }
    }

    private async Task Forever(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await step(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogError(e, "Flash: loads could not be reconciled; they are tried again");
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(5), time, cancellationToken));
            }
        }
    }
}
