namespace BTCPayServer.Data;

public enum PaymentStatus
{
    Processing,
    Settled,
    Unaccounted,
}
