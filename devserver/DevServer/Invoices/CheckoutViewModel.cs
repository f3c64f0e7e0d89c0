using BTCPayServer.Services.Invoices;

namespace DevServer.Invoices;

public sealed record CheckoutViewModel(InvoiceEntity Invoice, string? Problem);
