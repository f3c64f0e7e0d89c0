using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>A store's invoices, played by a test.</summary>
public sealed class PlayedInvoices : IStoreInvoices
{
    private readonly ConcurrentDictionary<string, StoreInvoice> invoices = new();

    /// <summary>How many were ever made.</summary>
    public int Made => invoices.Count;

    /// <summary>What happens instead of the next answers: thrown after the invoice was made, as when a process dies then.</summary>
    public Exception? DieAfterCreate { get; set; }

    /// <summary>Thrown before anything is made.</summary>
    public Exception? DieBeforeCreate { get; set; }

    /// <summary>The server's words when it makes none.</summary>
    public string? NoInvoice { get; set; }

    /// <summary>What happens right after an invoice was read, and before whoever asked has it.</summary>
    public Action? AfterFind { get; set; }

    /// <summary>Awaited while an invoice is being made.</summary>
    public Func<Task>? WhileCreating { get; set; }

    public async Task<Result<StoreInvoice>> Create(string storeId, NewStoreInvoice request, CancellationToken ct)
    {
        if (WhileCreating is { } wait)
            await wait();
        if (DieBeforeCreate is { } before)
            throw before;
        if (NoInvoice is { } words)
            return new Refusal("invoice-not-created", words);
        var id = Guid.NewGuid().ToString("N");
        var invoice = invoices[id] = new StoreInvoice
        {
            Id = id,
            StoreId = storeId,
            CheckoutLink = $"{request.ServerUrl}/i/{id}",
            Status = StoreInvoiceStatus.New,
            Exception = StoreInvoiceException.None,
            Price = request.Amount,
            Currency = request.Currency,
            PaidNet = 0,
            NetSettled = 0,
            Dust = 0,
            CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(invoices.Count),
            ExpiresAt = new DateTimeOffset(2026, 3, 1, 12, 15, 0, TimeSpan.Zero),
            MonitoredUntil = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero),
            LoadId = request.LoadId
        };
        return DieAfterCreate is { } after ? throw after : invoice;
    }

    public Task<StoreInvoice?> Find(string storeId, string invoiceId, CancellationToken ct)
    {
        var found = invoices.TryGetValue(invoiceId, out var invoice) && invoice.StoreId == storeId ? invoice : null;
        AfterFind?.Invoke();
        return Task.FromResult(found);
    }

    public Task<StoreInvoice?> FindByLoad(string storeId, Guid loadId, CancellationToken ct) =>
        Task.FromResult(invoices.Values.Where(invoice => invoice.StoreId == storeId && invoice.LoadId == loadId).MinBy(invoice => invoice.CreatedAt));

    public StoreInvoice Of(Guid loadId) => invoices.Values.Where(invoice => invoice.LoadId == loadId).MinBy(invoice => invoice.CreatedAt)!;

    public IEnumerable<StoreInvoice> All(Guid loadId) => invoices.Values.Where(invoice => invoice.LoadId == loadId);

    public void Forget(string invoiceId) => invoices.TryRemove(invoiceId, out _);

    public void Play(string? invoiceId, StoreInvoiceStatus status, decimal settled, StoreInvoiceException exception = StoreInvoiceException.None, decimal? seen = null, decimal dust = 0) =>
        invoices[invoiceId!] = invoices[invoiceId!] with { Status = status, Exception = exception, NetSettled = settled, PaidNet = seen ?? settled, Dust = dust };
}
