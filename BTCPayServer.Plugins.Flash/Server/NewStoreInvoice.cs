namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>What an invoice is made of.</summary>
/// <param name="LoadId">The load that the invoice pays for.</param>
/// <param name="Amount">In units of <paramref name="Currency"/> (10.50 USD, 2100 SATS), above zero.</param>
/// <param name="Currency">A currency code that the server knows.</param>
/// <param name="ServerUrl">
/// The server's absolute public address, with its root path. The server builds links of webhooks and e-mails from it, so it
/// is never guessed: see <see cref="ServerAddress.Of"/>.
/// </param>
public sealed record NewStoreInvoice(Guid LoadId, decimal Amount, string Currency, string ServerUrl)
{
    /// <summary>The merchant's order reference, shown and searchable in the server's invoice list.</summary>
    public string? OrderId { get; init; }

    /// <summary>What the customer reads on the checkout page.</summary>
    public string? Description { get; init; }

    /// <summary>Where the checkout sends the customer afterwards; absolute, http or https.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>How long it can be paid; the store's own default when null.</summary>
    public TimeSpan? Expiry { get; init; }
}
