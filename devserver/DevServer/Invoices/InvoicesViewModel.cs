using BTCPayServer.Client.Models;
using BTCPayServer.Services.Invoices;

namespace DevServer.Invoices;

/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record InvoicesViewModel(string StoreId, InvoiceEntity[] Invoices, string? SearchText, InvoiceStatus? Status, int Skip, int? Next, int PageSize);
