namespace BTCPayServer;

public interface IHandler<T>
{
    T Id { get; }
}
