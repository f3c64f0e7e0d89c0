using NBitcoin;

namespace BTCPayServer.Payments.Lightning;

/// <summary>What the server keeps of an invoice's payment request. The name is the server's.</summary>
public class LigthningPaymentPromptDetails
{
    public uint256? PaymentHash { get; set; }

    public uint256? Preimage { get; set; }

    /// <summary>The node's own id of the request.</summary>
    public string? InvoiceId { get; set; }

    public string? NodeInfo { get; set; }
}
