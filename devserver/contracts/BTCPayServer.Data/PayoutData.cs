using BTCPayServer.Client.Models;

namespace BTCPayServer.Data;

public class PayoutData
{
    public string Id { get; set; } = "";
    public DateTimeOffset Date { get; set; }
    public decimal OriginalAmount { get; set; }
    public PayoutState State { get; set; }
}
