using System.Globalization;
using BTCPayServer.Client.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Invoices;

/// <summary>The public checkout page, with buttons that play the customer.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class CheckoutController(DevInvoiceRepository invoices, InvoiceSimulator simulator) : Controller
{
    private const string Page = "/Invoices/Views/Checkout.cshtml";

    [HttpGet("~/i/{invoiceId}")]
    public async Task<IActionResult> Checkout(string invoiceId) =>
        await invoices.GetInvoice(invoiceId) is { } invoice ? View(Page, new CheckoutViewModel(invoice, null)) : NotFound();

    [HttpPost("~/i/{invoiceId}")]
    public async Task<IActionResult> Act(string invoiceId, string action, string? amount)
    {
        decimal? wanted = decimal.TryParse(amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        var outcome = action switch
        {
            "pay" => await simulator.Pay(invoiceId, wanted, confirmed: true),
            "pay-chain" => await simulator.Pay(invoiceId, wanted, confirmed: false),
            "confirm" => await simulator.Confirm(invoiceId),
            "replace" => await simulator.Replace(invoiceId),
            "expire" => await simulator.Expire(invoiceId),
            "fail-to-confirm" => await simulator.StopMonitoring(invoiceId),
            "invalidate" => await Mark(invoiceId, InvoiceStatus.Invalid),
            "settle" => await Mark(invoiceId, InvoiceStatus.Settled),
            _ => new InvoiceSimulator.Outcome(await invoices.GetInvoice(invoiceId), "Unknown action"),
        };
        if (outcome.Invoice is null)
            return NotFound();
        return outcome.Problem is null
            ? RedirectToAction(nameof(Checkout), new { invoiceId })
            : View(Page, new CheckoutViewModel(outcome.Invoice, outcome.Problem));
    }

    private async Task<InvoiceSimulator.Outcome> Mark(string invoiceId, InvoiceStatus status)
    {
        var marked = await invoices.MarkInvoiceStatus(invoiceId, status);
        return new InvoiceSimulator.Outcome(await invoices.GetInvoice(invoiceId), marked ? null : $"It cannot be marked {status} now");
    }
}
