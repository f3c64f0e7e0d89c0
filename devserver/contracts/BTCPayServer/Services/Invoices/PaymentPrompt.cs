using BTCPayServer.Payments;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Services.Invoices;

/// <summary>How one payment method of an invoice is paid.</summary>
public class PaymentPrompt
{
    public PaymentMethodId PaymentMethodId { get; set; } = null!;

    /// <summary>An address or a BOLT 11.</summary>
    public string? Destination { get; set; }

    public JToken? Details { get; set; }

    /// <summary>Not set up until somebody asks for it.</summary>
    public bool Inactive { get; set; }

    public bool Activated => !Inactive;
}
