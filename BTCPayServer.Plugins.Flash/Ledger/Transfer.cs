namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>What a transfer does. The numbers are stored.</summary>
public enum TransferKind : short
{
    /// <summary>Moves the amount at once.</summary>
    Post = 0,
    /// <summary>Reserves the amount on the debit account until it is captured, voided or expires.</summary>
    Hold = 1,
    /// <summary>Moves all or part of a hold; the rest is released.</summary>
    Capture = 2,
    /// <summary>Releases a hold.</summary>
    Void = 3,
    /// <summary>Releases a hold whose time is over.</summary>
    Expire = 4,
    /// <summary>Moves back from what a <see cref="Post"/> or <see cref="Capture"/> moved; all refunds of it together never exceed it.</summary>
    Refund = 5
}

/// <summary>One movement that is asked of the ledger. Made by the factory methods.</summary>
public sealed record Transfer
{
    /// <summary>UUIDv7, new for every transfer.</summary>
    public required Guid Id { get; init; }
    /// <summary>What it does.</summary>
    public required TransferKind Kind { get; init; }
    /// <summary>What it is for, in the business's words: <c>load</c>, <c>charge</c>, <c>fee</c>. A code of this house, never free text.</summary>
    public required string Code { get; init; }
    /// <summary>The account that gives. Empty when it follows from <see cref="Parent"/>.</summary>
    public Guid Debit { get; init; }
    /// <summary>The account that gets. Empty when it follows from <see cref="Parent"/>.</summary>
    public Guid Credit { get; init; }
    /// <summary>The asset's code. Empty when it follows from <see cref="Parent"/>.</summary>
    public string Asset { get; init; } = "";
    /// <summary>Minor units, 1 to 2^62. Null on a capture or refund: all that is left.</summary>
    public long? Amount { get; init; }
    /// <summary>The hold that is resolved or the transfer that is refunded.</summary>
    public Guid? Parent { get; init; }
    /// <summary>An account whose state and limits count this transfer too, without its balance being touched: a till.</summary>
    public Guid? Meter { get; init; }
    /// <summary>The accounting day (yyyymmdd) on which the amount counts toward limits; null when no limit applies.</summary>
    public int? Period { get; init; }
    /// <summary>When a hold ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>The caller's own reference, to find it by (an order number).</summary>
    public string? Reference { get; init; }
    /// <summary>JSON that is kept with the transfer.</summary>
    public string? Details { get; init; }
    /// <summary>True for staff and system movements that a frozen, inactive or expired debit account does not stop. Overdraft and closing still do.</summary>
    public bool Staff { get; init; }

    /// <summary>Moves <paramref name="amount"/> minor units at once.</summary>
    public static Transfer Post(string code, Guid debit, Guid credit, Asset asset, long amount) =>
        new() { Id = Guid.CreateVersion7(), Kind = TransferKind.Post, Code = code, Debit = debit, Credit = credit, Asset = asset.Code, Amount = amount };

    /// <summary>Reserves <paramref name="amount"/> minor units until <paramref name="expiresAt"/>.</summary>
    public static Transfer Hold(string code, Guid debit, Guid credit, Asset asset, long amount, DateTimeOffset expiresAt) =>
        Post(code, debit, credit, asset, amount) with { Kind = TransferKind.Hold, ExpiresAt = expiresAt };

    /// <summary>Moves <paramref name="amount"/> (null: all) of a hold and releases the rest.</summary>
    public static Transfer Capture(string code, Guid hold, long? amount) =>
        new() { Id = Guid.CreateVersion7(), Kind = TransferKind.Capture, Code = code, Parent = hold, Amount = amount };

    /// <summary>Releases a hold.</summary>
    public static Transfer Void(string code, Guid hold) =>
        new() { Id = Guid.CreateVersion7(), Kind = TransferKind.Void, Code = code, Parent = hold };

    /// <summary>Releases a hold whose time is over.</summary>
    public static Transfer Expire(string code, Guid hold) =>
        new() { Id = Guid.CreateVersion7(), Kind = TransferKind.Expire, Code = code, Parent = hold };

    /// <summary>Moves <paramref name="amount"/> (null: all that is left) of a post or capture back.</summary>
    public static Transfer Refund(string code, Guid transfer, long? amount) =>
        new() { Id = Guid.CreateVersion7(), Kind = TransferKind.Refund, Code = code, Parent = transfer, Amount = amount };
}
