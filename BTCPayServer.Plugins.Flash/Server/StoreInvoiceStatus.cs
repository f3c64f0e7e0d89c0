namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Where an invoice stands.</summary>
public enum StoreInvoiceStatus
{
    /// <summary>Waits for payment, perhaps paid in part.</summary>
    New,

    /// <summary>Paid in full, not yet confirmed as the store wants it.</summary>
    Processing,

    /// <summary>Ran out. Late payments leave it here.</summary>
    Expired,

    /// <summary>Paid but never confirmed, or marked invalid by staff.</summary>
    Invalid,

    /// <summary>Paid and confirmed, or marked settled by staff with whatever was paid.</summary>
    Settled,
}
