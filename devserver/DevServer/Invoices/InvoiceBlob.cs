using BTCPayServer.Client.Models;
using Newtonsoft.Json.Linq;

namespace DevServer.Invoices;

/// <summary>What an invoice has beside its columns.</summary>
internal sealed record InvoiceBlob
{
    public JObject Metadata { get; init; } = [];
    public string[] InternalTags { get; init; } = [];
    public string? ServerUrl { get; init; }
    public string? RedirectUrl { get; init; }
    public bool RedirectAutomatically { get; init; }
    public SpeedPolicy SpeedPolicy { get; init; }
    public double PaymentTolerance { get; init; }
    public InvoiceType Type { get; init; }
    public InvoiceDataBase.ReceiptOptions? Receipt { get; init; }
    public string[] PaymentMethods { get; init; } = [];
    public string? DefaultPaymentMethod { get; init; }
    public string? DefaultLanguage { get; init; }
    public bool LazyPaymentMethods { get; init; }

    /// <summary>The payment request to pay over Lightning, and its hash.</summary>
    public string? Bolt11 { get; init; }
    public string? PaymentHash { get; init; }

    /// <summary>What one bitcoin was worth in the invoice's currency when it was made.</summary>
    public decimal BitcoinRate { get; init; }
}
