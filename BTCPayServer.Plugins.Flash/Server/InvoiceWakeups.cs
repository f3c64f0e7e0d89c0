using BTCPayServer.Events;
using BTCPayServer.HostedServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Passes the server's invoice events on as hints.</summary>
internal sealed class InvoiceWakeups(EventAggregator events, IServiceProvider services, ILogger<InvoiceWakeups> logger)
    : EventHostedServiceBase(events, logger)
{
    private readonly ILogger log = logger;

    protected override void SubscribeToEvents() => Subscribe<InvoiceEvent>();

    protected override async Task ProcessEvent(object evt, CancellationToken cancellationToken)
    {
        if (evt is not InvoiceEvent { Invoice: { Id: { } invoiceId, StoreId: { } storeId } })
            return;
        foreach (var wakeup in services.GetServices<IInvoiceWakeup>())
        {
            try
            {
                await wakeup.InvoiceTouched(storeId, invoiceId, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "{Wakeup} failed on invoice {InvoiceId}; the next reconciliation takes care of it", wakeup.GetType().Name, invoiceId);
            }
        }
    }
}
