namespace BTCPayServer.Services.Invoices;

public class InvoiceQuery
{
    public string[]? StoreId { get; set; }

    /// <summary>Matches the beginning of a search term.</summary>
    public string? TextSearch { get; set; }

    public DateTimeOffset? StartDate { get; set; }

    public DateTimeOffset? EndDate { get; set; }

    public int? Skip { get; set; }

    public int? Take { get; set; }

    public string[]? OrderId { get; set; }

    public string[]? Status { get; set; }

    public string[]? InvoiceId { get; set; }

    public bool IncludeArchived { get; set; } = true;

    public bool OrderByDesc { get; set; } = true;
}
