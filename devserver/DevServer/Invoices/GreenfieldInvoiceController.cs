using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using BTCPayServer.Client.Models;
using BTCPayServer.Controllers;
using BTCPayServer.Services.Invoices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Invoices;

/// <summary>The invoice routes of the Greenfield API.</summary>
[ApiController]
[EnableCors(CorsPolicies.All)]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldInvoiceController(UIInvoiceController creator, DevInvoiceRepository invoices, InvoiceModels models) : ControllerBase
{
    private const decimal MaxAmount = decimal.MaxValue / 1_0000_0000m;

    [HttpPost("~/api/v1/stores/{storeId}/invoices")]
    [Authorize(Policy = Policies.CanCreateInvoice, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Create(string storeId, CreateInvoiceRequest request, CancellationToken ct)
    {
        request.Checkout ??= new InvoiceDataBase.CheckoutOptions();
        if (request.Amount is < 0m)
            ModelState.AddModelError("Amount", "The amount should be 0 or more.");
        if (request.Amount > MaxAmount)
            ModelState.AddModelError("Amount", $"The amount should less than {MaxAmount}.");
        if (request.Checkout.Expiration < TimeSpan.FromSeconds(30))
            ModelState.AddModelError("Checkout.Expiration", "Expiration time must be at least 30 seconds");
        if (request.Checkout.PaymentTolerance is < 0 or > 100)
            ModelState.AddModelError("Checkout.PaymentTolerance", "PaymentTolerance can only be between 0 and 100 percent");
        for (var i = 0; i < (request.Checkout.PaymentMethods?.Length ?? 0); i++)
        {
            if (!PaymentMethods.All.Contains(request.Checkout.PaymentMethods![i], StringComparer.OrdinalIgnoreCase))
                ModelState.AddModelError($"Checkout.PaymentMethods[{i}]", "Invalid PaymentMethodId");
        }
        if (!ModelState.IsValid)
            return this.CreateValidationError(ModelState);
        try
        {
            var url = $"{Request.Scheme}://{Request.Host}{Request.PathBase}";
            return Ok(models.Invoice(await creator.CreateInvoiceCoreRaw(request, HttpContext.GetStoreData(), url, cancellationToken: ct), Request));
        }
        catch (BitpayHttpException e)
        {
            return this.CreateAPIError("generic-error", e.Message);
        }
    }

    [HttpGet("~/api/v1/stores/{storeId}/invoices")]
    [Authorize(Policy = Policies.CanViewInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> List(
        string storeId,
        CancellationToken ct,
        [FromQuery] string[]? orderId = null,
        [FromQuery] string[]? status = null,
        [FromQuery] long? startDate = null,
        [FromQuery] long? endDate = null,
        [FromQuery] string? textSearch = null,
        [FromQuery] bool includeArchived = false,
        [FromQuery] bool includePaymentMethods = false,
        [FromQuery] int? skip = null,
        [FromQuery] int? take = null)
    {
        var found = await invoices.GetInvoices(
            new InvoiceQuery
            {
                StoreId = [storeId],
                OrderId = orderId,
                Status = status,
                StartDate = startDate is { } start ? DateTimeOffset.FromUnixTimeSeconds(start) : null,
                EndDate = endDate is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) : null,
                TextSearch = textSearch,
                IncludeArchived = includeArchived,
                Skip = skip,
                Take = take,
            },
            ct);
        return Ok(found.Select(invoice => models.Invoice(invoice, Request, includePaymentMethods)));
    }

    [HttpGet("~/api/v1/stores/{storeId}/invoices/{invoiceId}")]
    [Authorize(Policy = Policies.CanViewInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Get(string storeId, string invoiceId, bool includePaymentMethods = false) =>
        With(Policies.CanViewInvoices, storeId, invoiceId, invoice => Task.FromResult<IActionResult>(Ok(models.Invoice(invoice, Request, includePaymentMethods))));

    [HttpPut("~/api/v1/stores/{storeId}/invoices/{invoiceId}")]
    [Authorize(Policy = Policies.CanModifyInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Update(string storeId, string invoiceId, UpdateInvoiceRequest request) => With(Policies.CanModifyInvoices, storeId, invoiceId, async _ =>
    {
        if (request.Metadata is not null)
            await invoices.SetMetadata(invoiceId, request.Metadata);
        return await Get(storeId, invoiceId);
    });

    [HttpDelete("~/api/v1/stores/{storeId}/invoices/{invoiceId}")]
    [Authorize(Policy = Policies.CanModifyInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Archive(string storeId, string invoiceId) => With(Policies.CanModifyInvoices, storeId, invoiceId, async _ =>
    {
        await invoices.SetArchived(invoiceId, true);
        return Ok();
    });

    [HttpPost("~/api/v1/stores/{storeId}/invoices/{invoiceId}/unarchive")]
    [Authorize(Policy = Policies.CanModifyInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Unarchive(string storeId, string invoiceId) => With(Policies.CanModifyInvoices, storeId, invoiceId, async invoice =>
    {
        if (!invoice.Archived)
            return this.CreateAPIError("already-unarchived", "Invoice is already unarchived");
        await invoices.SetArchived(invoiceId, false);
        return Ok(models.Invoice(invoice, Request));
    });

    [HttpPost("~/api/v1/stores/{storeId}/invoices/{invoiceId}/status")]
    [Authorize(Policy = Policies.CanModifyInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Mark(string storeId, string invoiceId, MarkInvoiceStatusRequest request) => With(Policies.CanModifyInvoices, storeId, invoiceId, async invoice =>
    {
        // As the real server: the answer shows the invoice as it was before.
        if (await invoices.MarkInvoiceStatus(invoiceId, request.Status))
            return Ok(models.Invoice(invoice, Request));
        ModelState.AddModelError("Status", "Status can only be marked to invalid or settled within certain conditions.");
        return this.CreateValidationError(ModelState);
    });

    [HttpGet("~/api/v1/stores/{storeId}/invoices/{invoiceId}/payment-methods")]
    [Authorize(Policy = Policies.CanViewInvoices, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public Task<IActionResult> Methods(string storeId, string invoiceId, bool onlyAccountedPayments = true) =>
        With(Policies.CanViewInvoices, storeId, invoiceId, invoice => Task.FromResult<IActionResult>(Ok(InvoiceModels.Methods(invoice, onlyAccountedPayments))));

    /// <summary>The real server takes an invoice's store for the permission check, so an unknown invoice or one of another store is a 403.</summary>
    private async Task<IActionResult> With(string policy, string storeId, string invoiceId, Func<InvoiceEntity, Task<IActionResult>> action) =>
        await invoices.GetInvoice(invoiceId) is { } invoice && invoice.StoreId == storeId
            ? await action(invoice)
            : this.CreateAPIPermissionError(policy);
}
