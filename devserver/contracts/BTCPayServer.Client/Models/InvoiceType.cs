namespace BTCPayServer.Client.Models;

public enum InvoiceType
{
    Standard,
    TopUp,
}
