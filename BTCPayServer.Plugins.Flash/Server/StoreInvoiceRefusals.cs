using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Ways in which an invoice can fail to be made.</summary>
public static class StoreInvoiceRefusals
{
    /// <summary>The server has no such store any more.</summary>
    public static readonly Refusal StoreNotFound = Refusal.NotFound("store-not-found", "There is no such store.");
    /// <summary>The server refused; its own words take the place of these.</summary>
    public static readonly Refusal NotCreated = new("invoice-not-created", "The server could not make the invoice, for the reason that it gives.");
}
