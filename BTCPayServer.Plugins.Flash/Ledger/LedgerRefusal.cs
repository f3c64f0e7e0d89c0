namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Why the ledger refused. The numbers are stored and are those of <c>flash.write</c>.</summary>
public enum LedgerRefusal : short
{
    /// <summary>The key was used before with other content.</summary>
    KeyReused = 4,
    /// <summary>No such account in this store.</summary>
    AccountNotFound = 10,
    /// <summary>An account is closed.</summary>
    AccountClosed = 11,
    /// <summary>The debit account is frozen.</summary>
    AccountFrozen = 12,
    /// <summary>The debit account is not active yet.</summary>
    AccountInactive = 13,
    /// <summary>The debit account's validity is over.</summary>
    AccountExpired = 14,
    /// <summary>The meter (till) is switched off.</summary>
    MeterFrozen = 15,
    /// <summary>More than the debit account allows at once.</summary>
    ChargeLimit = 16,
    /// <summary>More than the debit account allows a day.</summary>
    PeriodLimit = 17,
    /// <summary>More than the meter allows at once.</summary>
    MeterChargeLimit = 18,
    /// <summary>More than the meter allows a day.</summary>
    MeterPeriodLimit = 19,
    /// <summary>The debit account has not enough available.</summary>
    InsufficientFunds = 20,
    /// <summary>A balance would leave ±2^62.</summary>
    BalanceOverflow = 21,
    /// <summary>An account holds another asset.</summary>
    AssetMismatch = 22,
    /// <summary>No such hold in this store.</summary>
    HoldNotFound = 30,
    /// <summary>The hold was captured, voided or expired before.</summary>
    HoldResolved = 31,
    /// <summary>More than was held.</summary>
    ExceedsHold = 32,
    /// <summary>The hold's time is over.</summary>
    HoldExpired = 33,
    /// <summary>The hold's time is not over yet.</summary>
    HoldNotExpired = 34,
    /// <summary>No such posted or captured transfer in this store.</summary>
    TransferNotFound = 35,
    /// <summary>All refunds together would exceed what was moved.</summary>
    ExceedsTransfer = 36
}
