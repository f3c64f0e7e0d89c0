namespace DevServer.Invoices;

/// <summary>A row of <c>devserver.payments</c>; amounts in bitcoin.</summary>
internal sealed record PaymentRow
{
    public string Id { get; init; } = "";
    public string InvoiceId { get; init; } = "";
    public DateTime Received { get; init; }
    public string Status { get; init; } = "";
    public string Method { get; init; } = "";
    public string Destination { get; init; } = "";
    public decimal Value { get; init; }
    public decimal Fee { get; init; }
}
