using BTCPayServer.Payments;
using BTCPayServer.Services.Invoices;

namespace BTCPayServer.Events;

/// <summary>A payment method of an invoice has a new way to be paid; the server's Lightning listener looks for it.</summary>
public class InvoicePaymentMethodActivated(PaymentMethodId paymentMethodId, InvoiceEntity invoiceEntity) : IHasInvoiceId
{
    public PaymentMethodId PaymentMethodId { get; } = paymentMethodId;

    public InvoiceEntity InvoiceEntity { get; } = invoiceEntity;

    public string InvoiceId => InvoiceEntity.Id;
}
