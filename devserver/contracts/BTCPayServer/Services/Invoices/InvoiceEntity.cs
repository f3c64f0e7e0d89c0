using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Payments;

namespace BTCPayServer.Services.Invoices;

/// <summary>An invoice with its payments; amounts are in <see cref="Currency"/>.</summary>
public class InvoiceEntity
{
    public List<PaymentEntity> Payments { get; set; } = [];

    /// <summary>What one bitcoin is worth in <see cref="Currency"/>.</summary>
    internal decimal BitcoinRate { get; set; }

    /// <summary>How to pay it over Lightning; null when it cannot be paid so.</summary>
    internal string? Bolt11 { get; set; }

    internal string? PaymentHash { get; set; }

    internal string[] PaymentMethods { get; set; } = [];

    internal string? DefaultPaymentMethodId { get; set; }

    public string Id { get; set; }

    public string StoreId { get; set; }

    public SpeedPolicy SpeedPolicy { get; set; }

    public string? DefaultLanguage { get; set; }

    public DateTimeOffset InvoiceTime { get; set; }

    public DateTimeOffset ExpirationTime { get; set; }

    public DateTimeOffset MonitoringExpiration { get; set; }

    public InvoiceMetadata Metadata { get; set; } = new();

    public decimal Price { get; set; }

    public string Currency { get; set; }

    public HashSet<string> InternalTags { get; set; } = [];

    public InvoiceStatus Status { get; set; }

    public InvoiceExceptionStatus ExceptionStatus { get; set; }

    public string? RedirectURLTemplate { get; set; }

    public bool RedirectAutomatically { get; set; }

    public string ServerUrl { get; set; }

    public double PaymentTolerance { get; set; }

    public bool Archived { get; set; }

    public InvoiceType Type { get; set; }

    public InvoiceDataBase.ReceiptOptions? ReceiptOptions { get; set; }

    public bool LazyPaymentMethods { get; set; }

    public Amounts PaidAmount { get; set; } = new();

    /// <summary>As <see cref="PaidAmount"/>'s net, of settled payments only.</summary>
    public decimal NetSettled { get; private set; }

    public decimal NetDue { get; set; }

    public decimal MinimumNetDue { get; set; }

    public decimal PaidFee { get; set; }

    /// <summary>Paid above the price only because payments are in whole satoshis.</summary>
    public decimal Dust { get; set; }

    public bool IsUnderPaid => MinimumNetDue > 0;

    public bool IsOverPaid => NetDue < 0;

    /// <summary>How the invoice is paid by this method; null when it cannot be.</summary>
    public PaymentPrompt? GetPaymentPrompt(PaymentMethodId paymentMethodId) =>
        PaymentMethods.Contains(paymentMethodId.ToString(), StringComparer.OrdinalIgnoreCase)
            ? new PaymentPrompt { PaymentMethodId = paymentMethodId, Destination = paymentMethodId.Equals(PaymentTypes.LN.GetPaymentMethodId("BTC")) ? Bolt11 : null }
            : null;

    public InvoiceState GetInvoiceState() => new(Status, ExceptionStatus);

    public bool IsUnsetTopUp() => Type is InvoiceType.TopUp && Price == 0m;

    public bool IsExpired() => DateTimeOffset.UtcNow > ExpirationTime;

    public List<PaymentEntity> GetPayments(bool accountedOnly) => [.. Payments.Where(p => !accountedOnly || p.Accounted)];

    public void UpdateTotals()
    {
        PaidAmount = new Amounts { Currency = Currency };
        NetSettled = 0m;
        foreach (var payment in Payments)
        {
            payment.InvoiceEntity = this;
            payment.UpdateAmounts();
            if (!payment.Accounted)
                continue;
            PaidAmount.Gross += payment.InvoicePaidAmount.Gross;
            PaidAmount.Net += payment.InvoicePaidAmount.Net;
            if (payment.Status is PaymentStatus.Settled)
                NetSettled += payment.InvoicePaidAmount.Net;
        }
        PaidFee = PaidAmount.Gross - PaidAmount.Net;
        (Dust, NetDue) = (0m, Price - PaidAmount.Net);
        MinimumNetDue = (Price * (1m - ((decimal)PaymentTolerance / 100m))) - PaidAmount.Net;
        if (NetDue < 0m && BitcoinRate > 0m && RoundUpToSatoshi((Price + PaidFee - PaidAmount.Gross) / BitcoinRate) == 0m)
            (Dust, NetDue) = (-NetDue, 0m);
    }

    internal static decimal RoundUpToSatoshi(decimal bitcoin) => decimal.Ceiling(bitcoin * 1_0000_0000m) / 1_0000_0000m;
}
