using BTCPayServer.Client.Models;
using BTCPayServer.Controllers;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Stores;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The store's invoices through the server's own invoice controller and repository.</summary>
internal sealed class StoreInvoices(IServiceScopeFactory scopes, StoreRepository stores, InvoiceRepository invoices) : IStoreInvoices
{
    // An internal tag, unlike metadata and search terms, can only be set by code inside the server: it proves that we made the invoice.
    private const string TagPrefix = "FLASH#";

    public async Task<Result<StoreInvoice>> Create(string storeId, NewStoreInvoice request, CancellationToken ct)
    {
        if (await stores.FindStore(storeId) is not { } store)
            return StoreInvoiceRefusals.StoreNotFound;
        var metadata = new InvoiceMetadata { OrderId = request.OrderId, ItemDesc = request.Description }.ToJObject();
        metadata["flash"] = new JObject { ["loadId"] = request.LoadId.ToString() };
        var invoice = new CreateInvoiceRequest
        {
            Amount = request.Amount,
            Currency = request.Currency,
            Metadata = metadata,
            AdditionalSearchTerms = [SearchTerm(request.LoadId)],
            Checkout = new InvoiceDataBase.CheckoutOptions { Expiration = request.Expiry, RedirectURL = request.RedirectUrl },
        };
        // The controller is disposable and of the request's lifetime; loads are also made outside of requests.
        await using var scope = scopes.CreateAsyncScope();
        var controller = scope.ServiceProvider.GetRequiredService<UIInvoiceController>();
        try
        {
            return Map(await controller.CreateInvoiceCoreRaw(invoice, store, request.ServerUrl, [TagPrefix + request.LoadId], ct));
        }
        catch (BitpayHttpException e)
        {
            return StoreInvoiceRefusals.NotCreated with { Message = e.Message.Trim() };
        }
    }

    public async Task<StoreInvoice?> Find(string storeId, string invoiceId, CancellationToken ct) =>
        await invoices.GetInvoice(invoiceId) is { } invoice && invoice.StoreId == storeId ? Map(invoice) : null;

    public async Task<StoreInvoice?> FindByLoad(string storeId, Guid loadId, CancellationToken ct)
    {
        var query = new InvoiceQuery { StoreId = [storeId], TextSearch = SearchTerm(loadId), IncludeArchived = true };
        return (await invoices.GetInvoices(query, ct))
            .Select(Map)
            .Where(invoice => invoice.LoadId == loadId)
            .MinBy(invoice => invoice.CreatedAt);
    }

    private static string SearchTerm(Guid loadId) => $"flash-{loadId:N}";

    private static StoreInvoice Map(InvoiceEntity invoice) => new()
    {
        Id = invoice.Id,
        StoreId = invoice.StoreId,
        CheckoutLink = $"{invoice.ServerUrl?.TrimEnd('/')}/i/{invoice.Id}",
        Status = invoice.Status switch
        {
            InvoiceStatus.New => StoreInvoiceStatus.New,
            InvoiceStatus.Processing => StoreInvoiceStatus.Processing,
            InvoiceStatus.Expired => StoreInvoiceStatus.Expired,
            InvoiceStatus.Invalid => StoreInvoiceStatus.Invalid,
            InvoiceStatus.Settled => StoreInvoiceStatus.Settled,
            _ => throw new NotSupportedException($"Invoice status {invoice.Status}"),
        },
        Exception = invoice.ExceptionStatus switch
        {
            InvoiceExceptionStatus.None => StoreInvoiceException.None,
            InvoiceExceptionStatus.PaidLate => StoreInvoiceException.PaidLate,
            InvoiceExceptionStatus.PaidPartial => StoreInvoiceException.PaidPartial,
            InvoiceExceptionStatus.Marked => StoreInvoiceException.Marked,
            InvoiceExceptionStatus.PaidOver => StoreInvoiceException.PaidOver,
            _ => throw new NotSupportedException($"Invoice exception status {invoice.ExceptionStatus}"),
        },
        Price = invoice.Price,
        Currency = invoice.Currency,
        PaidNet = invoice.PaidAmount.Net,
        NetSettled = invoice.NetSettled,
        Dust = invoice.Dust,
        CreatedAt = invoice.InvoiceTime,
        ExpiresAt = invoice.ExpirationTime,
        MonitoredUntil = invoice.MonitoringExpiration,
        LoadId = invoice.InternalTags
            .Select(tag => tag.StartsWith(TagPrefix, StringComparison.Ordinal) && Guid.TryParse(tag.AsSpan(TagPrefix.Length), out var id) ? id : (Guid?)null)
            .FirstOrDefault(id => id is not null),
    };
}
