namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>One invoice of a store, at the moment it was read. All amounts are in units of <see cref="Currency"/>.</summary>
public sealed record StoreInvoice
{
    /// <summary>The server's invoice id.</summary>
    public required string Id { get; init; }

    /// <summary>The store it belongs to.</summary>
    public required string StoreId { get; init; }

    /// <summary>The public checkout page.</summary>
    public required string CheckoutLink { get; init; }

    /// <summary>Where the invoice stands.</summary>
    public required StoreInvoiceStatus Status { get; init; }

    /// <summary>What was unusual on the way there.</summary>
    public required StoreInvoiceException Exception { get; init; }

    /// <summary>What was asked for. Not what was paid.</summary>
    public required decimal Price { get; init; }

    /// <summary>The currency of the price.</summary>
    public required string Currency { get; init; }

    /// <summary>What was paid, network fees taken off, unconfirmed payments included.</summary>
    public required decimal PaidNet { get; init; }

    /// <summary>What was paid and is settled by the store's own confirmation policy, network fees taken off: the money that is there.</summary>
    public required decimal NetSettled { get; init; }

    /// <summary>How much more than the price was paid only because payments are in whole satoshis; the server does not call that overpaid.</summary>
    public required decimal Dust { get; init; }

    /// <summary>
    /// The settled money that was meant: <see cref="NetSettled"/> without <see cref="Dust"/>, never below zero. May hold more decimals than
    /// the currency has, as payments are converted from bitcoin. In satoshis a part of one is money that was sent, and no rounding.
    /// </summary>
    public decimal Settled => Currency == "SATS" ? NetSettled : Math.Max(0m, NetSettled - Dust);

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it asks to be paid. A later payment is still recorded (<see cref="StoreInvoiceException.PaidLate"/>).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Until when the server looks for late payments.</summary>
    public required DateTimeOffset MonitoredUntil { get; init; }

    /// <summary>The load it was made for, when it was made by us.</summary>
    public Guid? LoadId { get; init; }

    /// <summary>True when staff set the status by hand; then the status says nothing about money.</summary>
    public bool MarkedByHand => Exception is StoreInvoiceException.Marked;
}
