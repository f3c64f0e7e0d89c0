namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>A transfer as it stands in the log.</summary>
public sealed record TransferRecord
{
    /// <summary>Its place in the store's log: 1, 2, 3 … without gaps.</summary>
    public long Seq { get; init; }
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }
    /// <summary>What it did.</summary>
    public TransferKind Kind { get; init; }
    /// <summary>What it was for.</summary>
    public string Code { get; init; } = "";
    /// <summary>The account that gave.</summary>
    public Guid Debit { get; init; }
    /// <summary>The account that got.</summary>
    public Guid Credit { get; init; }
    /// <summary>The asset's code.</summary>
    public string Asset { get; init; } = "";
    /// <summary>Minor units.</summary>
    public long Amount { get; init; }
    /// <summary>The hold that was resolved or the transfer that was refunded.</summary>
    public Guid? Parent { get; init; }
    /// <summary>Posted balance of the debit account right after.</summary>
    public long DebitBalance { get; init; }
    /// <summary>Posted balance of the credit account right after.</summary>
    public long CreditBalance { get; init; }
    /// <summary>The account that metered it.</summary>
    public Guid? Meter { get; init; }
    /// <summary>When a hold ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>The idempotency key.</summary>
    public string Key { get; init; } = "";
    /// <summary>The caller's reference.</summary>
    public string? Reference { get; init; }
    /// <summary>JSON kept with it.</summary>
    public string? Details { get; init; }
    /// <summary>When it was written.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
