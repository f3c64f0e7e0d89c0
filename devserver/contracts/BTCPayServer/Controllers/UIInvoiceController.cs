using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Services.Invoices;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Controllers;

public abstract class UIInvoiceController : Controller
{
    /// <exception cref="BitpayHttpException">No payment method, or the store cannot make invoices.</exception>
    [NonAction]
    public abstract Task<InvoiceEntity> CreateInvoiceCoreRaw(
        CreateInvoiceRequest invoice,
        StoreData store,
        string serverUrl,
        List<string>? additionalTags = null,
        CancellationToken cancellationToken = default,
        Action<InvoiceEntity>? entityManipulator = null);
}
