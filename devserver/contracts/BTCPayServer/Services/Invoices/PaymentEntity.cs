using BTCPayServer.Data;
using BTCPayServer.Payments;

namespace BTCPayServer.Services.Invoices;

public class PaymentEntity : PaymentBlob
{
    public string Id { get; set; }

    public DateTimeOffset ReceivedTime { get; set; }

    public PaymentStatus Status { get; set; }

    public bool Accounted => Status is PaymentStatus.Settled or PaymentStatus.Processing;

    /// <summary>What was paid, fee included, in <see cref="Currency"/>.</summary>
    public decimal Value { get; set; }

    public string Currency { get; set; }

    public PaymentMethodId PaymentMethodId { get; set; }

    public decimal Rate { get; set; }

    public InvoiceEntity InvoiceEntity { get; set; }

    public string InvoiceCurrency => InvoiceEntity.Currency;

    public Amounts PaidAmount { get; set; }

    /// <summary>The same in the invoice's currency, at the invoice's rate.</summary>
    public Amounts InvoicePaidAmount { get; set; }

    public void UpdateAmounts()
    {
        PaidAmount = new Amounts { Currency = Currency, Gross = Value, Net = Value - PaymentMethodFee };
        InvoicePaidAmount = new Amounts { Currency = InvoiceCurrency, Gross = PaidAmount.Gross * Rate, Net = PaidAmount.Net * Rate };
    }
}
