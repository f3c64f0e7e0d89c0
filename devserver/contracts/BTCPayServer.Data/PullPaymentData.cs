namespace BTCPayServer.Data;

public class PullPaymentData
{
    public string Id { get; set; } = "";
    public string StoreId { get; set; } = "";
    public string Currency { get; set; } = "";
    public decimal Limit { get; set; }
    public DateTimeOffset StartDate { get; set; }
    public DateTimeOffset? EndDate { get; set; }
    public bool Archived { get; set; }
    public List<PayoutData> Payouts { get; set; } = [];
}
