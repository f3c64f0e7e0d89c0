using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Client;
using BTCPayServer.Client.Models;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Stores;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace DevServer.Invoices;

/// <summary>A store's invoices in the admin pages, at the real server's addresses.</summary>
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIInvoicesController(
    DevInvoiceRepository invoices,
    StoreRepository stores,
    IAuthorizationService authorization,
    IStringLocalizer text) : Controller
{
    private const int PageSize = 50;

    [HttpGet("~/stores/{storeId}/invoices")]
    [Authorize(Policy = Policies.CanViewInvoices, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> List(string storeId, string? searchText, InvoiceStatus? status, CancellationToken ct, int skip = 0)
    {
        var found = await invoices.GetInvoices(
            new InvoiceQuery
            {
                StoreId = [storeId],
                TextSearch = searchText?.Trim(),
                Status = status is null ? null : [status.Value.ToString()],
                IncludeArchived = false,
                Skip = Math.Max(0, skip),
                Take = PageSize + 1,
            },
            ct);
        return View(new InvoicesViewModel(storeId, [.. found.Take(PageSize)], searchText, status, Math.Max(0, skip), found.Length > PageSize ? skip + PageSize : null, PageSize));
    }

    [HttpGet("~/invoices/{invoiceId}")]
    public Task<IActionResult> Invoice(string invoiceId) =>
        With(invoiceId, Policies.CanViewInvoices, invoice => Task.FromResult<IActionResult>(View(invoice)));

    [HttpPost("~/invoices/{invoiceId}/changestate/{newState}")]
    public Task<IActionResult> ChangeState(string invoiceId, string newState) => With(invoiceId, Policies.CanModifyInvoices, async invoice =>
    {
        var status = newState.ToLowerInvariant() switch
        {
            "settled" => InvoiceStatus.Settled,
            "invalid" => InvoiceStatus.Invalid,
            _ => (InvoiceStatus?)null,
        };
        if (status is { } wanted && await invoices.MarkInvoiceStatus(invoice.Id, wanted))
            TempData.SetStatusMessageModel(new StatusMessageModel { Severity = StatusMessageModel.StatusSeverity.Success, Message = text["The invoice was marked."] });
        else
            TempData.SetStatusMessageModel(new StatusMessageModel { Severity = StatusMessageModel.StatusSeverity.Error, Message = text["The invoice cannot be marked that way now."] });
        return RedirectToAction(nameof(Invoice), new { invoiceId });
    });

    private async Task<IActionResult> With(string invoiceId, string policy, Func<InvoiceEntity, Task<IActionResult>> action)
    {
        if (await invoices.GetInvoice(invoiceId) is not { } invoice || await stores.FindStore(invoice.StoreId) is not { } store)
            return NotFound();
        if (!(await authorization.AuthorizeAsync(User, store.Id, policy)).Succeeded)
            return Forbid(AuthenticationSchemes.Cookie);
        HttpContext.SetStoreData(store);
        return await action(invoice);
    }
}
