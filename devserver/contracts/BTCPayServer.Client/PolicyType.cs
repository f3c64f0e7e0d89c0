namespace BTCPayServer.Client;

public enum PolicyType
{
    Server,
    User,
    Store
}
