namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>What was unusual about an invoice.</summary>
public enum StoreInvoiceException
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Paid in full after it had expired.</summary>
    PaidLate,

    /// <summary>Paid in part.</summary>
    PaidPartial,

    /// <summary>Its status was set by hand.</summary>
    Marked,

    /// <summary>Paid more than was asked.</summary>
    PaidOver,
}
