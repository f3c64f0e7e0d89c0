using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Invoices;

/// <summary>What the world does to invoices, for tests. No real server has these routes.</summary>
[ApiController]
[AllowAnonymous]
public sealed class DevInvoicesController(
    InvoiceSimulator simulator,
    DevInvoiceRepository invoices,
    InvoiceEvents events,
    StoreWallets wallets,
    InvoiceModels models) : ControllerBase
{
    /// <param name="Amount">Net, in the invoice's currency; what is due when missing.</param>
    /// <param name="Confirmed">True (and missing) pays over Lightning, settled at once; false pays on chain and waits for <c>confirm</c>.</param>
    /// <param name="Fee">Network fee on top, in the invoice's currency.</param>
    public sealed record PayRequest(decimal? Amount = null, bool? Confirmed = null, decimal? Fee = null);

    public sealed record EventsRequest(string Mode);

    public sealed record WalletRequest(bool Enabled);

    [HttpPost("~/dev/invoices/{id}/pay")]
    public async Task<IActionResult> Pay(string id, [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] PayRequest? request) =>
        Answer(await simulator.Pay(id, request?.Amount, request?.Confirmed ?? true, request?.Fee ?? 0m));

    [HttpPost("~/dev/invoices/{id}/confirm")]
    public async Task<IActionResult> Confirm(string id) => Answer(await simulator.Confirm(id));

    /// <summary>The unconfirmed payments are replaced and never come.</summary>
    [HttpPost("~/dev/invoices/{id}/replace")]
    public async Task<IActionResult> Replace(string id) => Answer(await simulator.Replace(id));

    [HttpPost("~/dev/invoices/{id}/expire")]
    public async Task<IActionResult> Expire(string id) => Answer(await simulator.Expire(id));

    /// <summary>The server stops waiting: what is not confirmed makes the invoice invalid.</summary>
    [HttpPost("~/dev/invoices/{id}/fail-to-confirm")]
    public async Task<IActionResult> FailToConfirm(string id) => Answer(await simulator.StopMonitoring(id));

    /// <summary>Marked invalid by staff; 422 when that is impossible, as for a really paid invoice.</summary>
    [HttpPost("~/dev/invoices/{id}/invalidate")]
    public Task<IActionResult> Invalidate(string id) => Mark(id, InvoiceStatus.Invalid);

    /// <summary>Marked settled by staff, whatever was paid.</summary>
    [HttpPost("~/dev/invoices/{id}/settle")]
    public Task<IActionResult> Settle(string id) => Mark(id, InvoiceStatus.Settled);

    [HttpPost("~/dev/events")]
    public IActionResult SetEvents(EventsRequest request)
    {
        if (!Enum.TryParse<InvoiceEventMode>(request.Mode, ignoreCase: true, out var mode))
            return this.CreateAPIError(422, "unknown-mode", "normal, drop, duplicate or reverse");
        events.Mode = mode;
        return Events();
    }

    [HttpGet("~/dev/events")]
    public IActionResult Events(string? invoiceId = null) =>
        Ok(new { mode = events.Mode.ToString().ToLowerInvariant(), events = events.Last.Where(e => invoiceId is null || e.InvoiceId == invoiceId) });

    /// <summary>Without a wallet a store cannot make invoices.</summary>
    [HttpPost("~/dev/stores/{storeId}/wallet")]
    public IActionResult SetWallet(string storeId, WalletRequest request)
    {
        wallets.Set(storeId, request.Enabled);
        return Ok(new { storeId, enabled = wallets.Has(storeId) });
    }

    private async Task<IActionResult> Mark(string id, InvoiceStatus status)
    {
        if (await invoices.GetInvoice(id) is null)
            return Answer(new InvoiceSimulator.Outcome(null, null));
        var marked = await invoices.MarkInvoiceStatus(id, status);
        return Answer(new InvoiceSimulator.Outcome(await invoices.GetInvoice(id), marked ? null : $"The invoice cannot be marked {status}"));
    }

    private IActionResult Answer(InvoiceSimulator.Outcome outcome) => outcome switch
    {
        { Invoice: null } => this.CreateAPIError(404, "invoice-not-found", "The invoice was not found"),
        { Problem: { } problem } => this.CreateAPIError(422, "not-possible", problem),
        _ => Ok(models.Invoice(outcome.Invoice, Request, includePaymentMethods: true)),
    };
}
