namespace BTCPayServer;

public interface IEventAggregatorSubscription : IDisposable
{
    void Unsubscribe();
}
