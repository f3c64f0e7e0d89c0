namespace BTCPayServer.Lightning;

/// <summary>A payment request of a node's own.</summary>
public class LightningInvoice
{
    public string Id { get; set; } = "";

    public string? PaymentHash { get; set; }

    public string? Preimage { get; set; }

    public string BOLT11 { get; set; } = "";

    public LightMoney? Amount { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }
}
