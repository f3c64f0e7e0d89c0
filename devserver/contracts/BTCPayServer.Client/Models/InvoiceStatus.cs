namespace BTCPayServer.Client.Models;

public enum InvoiceStatus
{
    New,
    Processing,
    Expired,
    Invalid,
    Settled,
}
