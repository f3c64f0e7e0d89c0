using BTCPayServer.Logging;
using Microsoft.Extensions.Logging;

namespace BTCPayServer;

/// <summary>In-process events: handlers run on the publisher's thread, matched by the static type of the publish; a throw is logged.</summary>
public class EventAggregator(Logs logs) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Subscription> subscriptions = [];

    public Logs Logs { get; } = logs;

    public void Publish<T>(T evt) where T : class => Publish(evt, typeof(T));

    public void Publish(object evt, Type evtType)
    {
        ArgumentNullException.ThrowIfNull(evt);
        Subscription[] handlers;
        lock (gate)
            handlers = [.. subscriptions.Where(s => s.Takes(evtType))];
        Logs.Events.LogInformation("{Event}", evt.ToString() is { Length: > 0 } text ? text : evtType.Name);
        foreach (var handler in handlers)
        {
            try
            {
                handler.Act(handler, evt);
            }
            catch (Exception ex)
            {
                Logs.Events.LogError(ex, "Error while calling event handler");
            }
        }
    }

    public IEventAggregatorSubscription Subscribe(Type eventType, Action<IEventAggregatorSubscription, object> subscription) =>
        Add(new Subscription(this, eventType, false, subscription));

    public IEventAggregatorSubscription Subscribe<T>(Action<IEventAggregatorSubscription, T> subscription) =>
        Subscribe(typeof(T), (s, evt) => subscription(s, (T)evt));

    public IEventAggregatorSubscription Subscribe<T>(Action<T> subscription) =>
        Subscribe(typeof(T), (_, evt) => subscription((T)evt));

    /// <summary>Subscribes to a type and to everything derived from it.</summary>
    public IEventAggregatorSubscription SubscribeAny<T>(Action<IEventAggregatorSubscription, T> subscription) =>
        Add(new Subscription(this, typeof(T), true, (s, evt) => subscription(s, (T)evt)));

    public IEventAggregatorSubscription SubscribeAny<T>(Action<T> subscription) => SubscribeAny<T>((_, evt) => subscription(evt));

    public IEventAggregatorSubscription SubscribeAsync<T>(Func<T, Task> subscription) => Subscribe<T>((_, evt) => subscription(evt));

    public async Task<T> WaitNext<T>(Func<T, bool> predicate, CancellationToken cancellation = default)
    {
        var next = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Subscribe<T>(evt =>
        {
            if (predicate(evt))
                next.TrySetResult(evt);
        });
        return await next.Task.WaitAsync(cancellation);
    }

    public Task<T> WaitNext<T>(CancellationToken cancellation = default) => WaitNext<T>(_ => true, cancellation);

    public void Dispose()
    {
        lock (gate)
            subscriptions.Clear();
    }

    private Subscription Add(Subscription subscription)
    {
        lock (gate)
            subscriptions.Add(subscription);
        return subscription;
    }

    private sealed record Subscription(EventAggregator Owner, Type Type, bool Derived, Action<IEventAggregatorSubscription, object> Act) : IEventAggregatorSubscription
    {
        public bool Takes(Type published) => Derived ? Type.IsAssignableFrom(published) : Type == published;

        public void Dispose()
        {
            lock (Owner.gate)
                Owner.subscriptions.RemoveAll(s => ReferenceEquals(s, this));
        }

        public void Unsubscribe() => Dispose();
    }
}
