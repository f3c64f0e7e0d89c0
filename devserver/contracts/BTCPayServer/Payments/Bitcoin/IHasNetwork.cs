namespace BTCPayServer.Payments.Bitcoin;

public interface IHasNetwork
{
    BTCPayNetwork Network { get; }
}
