using System.Threading.Channels;
using BTCPayServer.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.HostedServices;

/// <summary>Handles the events it subscribed to one after the other; a throw is logged and that event is dropped.</summary>
public class EventHostedServiceBase : IHostedService
{
    private readonly Channel<object> events = Channel.CreateUnbounded<object>();
    private readonly List<IEventAggregatorSubscription> subscriptions = [];
    private readonly CancellationTokenSource stopping = new();
    private Task processing = Task.CompletedTask;

    public EventHostedServiceBase(EventAggregator eventAggregator, Logs logs)
    {
        EventAggregator = eventAggregator;
        Logs = logs;
    }

    public EventHostedServiceBase(EventAggregator eventAggregator, ILogger logger)
        : this(eventAggregator, new Logs { Configuration = logger, PayServer = logger, Events = logger })
    {
    }

    public Logs Logs { get; }

    public EventAggregator EventAggregator { get; }

    public CancellationToken CancellationToken => stopping.Token;

    public virtual Task StartAsync(CancellationToken cancellationToken)
    {
        SubscribeToEvents();
        processing = ProcessEvents(stopping.Token);
        return Task.CompletedTask;
    }

    public virtual async Task StopAsync(CancellationToken cancellationToken)
    {
        events.Writer.TryComplete();
        subscriptions.ForEach(s => s.Dispose());
        await stopping.CancelAsync();
        try
        {
            await processing;
        }
        catch (OperationCanceledException)
        {
        }
    }

    public async Task ProcessEvents(CancellationToken cancellationToken)
    {
        // What is already queued is handled before the service ends, so the reader is not cancelled.
        await foreach (var evt in events.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await ProcessEvent(evt, cancellationToken);
            }
            catch (Exception ex) when (!cancellationToken.IsCancellationRequested)
            {
                Logs.PayServer.LogWarning(ex, "Unhandled exception in {Service}", GetType().Name);
            }
        }
    }

    protected virtual void SubscribeToEvents()
    {
    }

    protected virtual Task ProcessEvent(object evt, CancellationToken cancellationToken) => Task.CompletedTask;

    protected void Subscribe<T>() => subscriptions.Add(EventAggregator.Subscribe<T>(evt => PushEvent(evt!)));

    protected void SubscribeAny<T>() => subscriptions.Add(EventAggregator.SubscribeAny<T>(evt => PushEvent(evt!)));

    protected void PushEvent(object obj) => events.Writer.TryWrite(obj);
}
