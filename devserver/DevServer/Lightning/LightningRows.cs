namespace DevServer.Lightning;

/// <summary>A row of <c>devserver.ln_invoices</c>; amounts in millisatoshis.</summary>
public sealed record LightningInvoiceRow
{
    public string PaymentHash { get; init; } = "";
    public string Preimage { get; init; } = "";
    public string Bolt11 { get; init; } = "";

    /// <summary>The invoice of a store here; null: of the wallet outside.</summary>
    public string? InvoiceId { get; init; }
    public long? AmountMsat { get; init; }
    public DateTime Created { get; init; }
    public DateTime Expires { get; init; }
    public DateTime? PaidAt { get; init; }
    public long? ReceivedMsat { get; init; }
}

/// <summary>A row of <c>devserver.ln_payments</c>; amounts in millisatoshis.</summary>
public sealed record LightningPaymentRow
{
    public string PaymentHash { get; init; } = "";
    public string Bolt11 { get; init; } = "";
    public long AmountMsat { get; init; }
    public long FeeMsat { get; init; }

    /// <summary>none (no record, as far as the node tells), pending, complete or failed.</summary>
    public string Status { get; init; } = "none";
    public string? Preimage { get; init; }

    /// <summary>How often the node was asked to pay it.</summary>
    public int Attempts { get; init; }

    /// <summary>How often money left: never above 1.</summary>
    public int Paid { get; init; }
    public string? Settles { get; init; }
    public DateTime Created { get; init; }
}
