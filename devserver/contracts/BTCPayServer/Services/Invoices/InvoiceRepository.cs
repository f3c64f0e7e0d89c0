using BTCPayServer.Client.Models;

namespace BTCPayServer.Services.Invoices;

/// <summary>The server's invoices.</summary>
public abstract class InvoiceRepository
{
    public abstract Task<InvoiceEntity?> GetInvoice(string id, bool includeAddressData = false);

    public abstract Task<InvoiceEntity[]> GetInvoices(InvoiceQuery queryObject, CancellationToken cancellationToken);

    /// <summary>Replaces how a payment method of the invoice is paid.</summary>
    public abstract Task UpdatePrompt(string invoiceId, PaymentPrompt prompt, IEnumerable<string>? trackedDestinations);

    public abstract Task<bool> MarkInvoiceStatus(string invoiceId, InvoiceStatus status);
}
