using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Every way in which a charge can be refused, and the one place that turns the ledger's refusals into the API's.</summary>
public static class ChargeRefusals
{
    /// <summary>The store has not set Flash up.</summary>
    public static readonly Refusal ProgrammeNotFound = Refusal.NotFound("programme-not-found", "This store has no card programme yet.");
    /// <summary>No such card in this store.</summary>
    public static readonly Refusal CardNotFound = Refusal.NotFound("card-not-found", "There is no such card in this store.");
    /// <summary>No such charge in this store.</summary>
    public static readonly Refusal ChargeNotFound = Refusal.NotFound("charge-not-found", "There is no such charge in this store.");
    /// <summary>The card has not enough available.</summary>
    public static readonly Refusal InsufficientFunds = Refusal.Conflict("insufficient-funds", "The card's available balance is too low.");
    /// <summary>The card was not activated yet.</summary>
    public static readonly Refusal CardNotActivated = Refusal.Conflict("card-not-activated", "The card is not activated yet.");
    /// <summary>The card is frozen.</summary>
    public static readonly Refusal CardFrozen = Refusal.Conflict("card-frozen", "The card is frozen.");
    /// <summary>The card's validity is over.</summary>
    public static readonly Refusal CardExpired = Refusal.Conflict("card-expired", "The card has expired.");
    /// <summary>The card is closed.</summary>
    public static readonly Refusal CardClosed = Refusal.Conflict("card-closed", "The card is closed.");
    /// <summary>More than one charge may take.</summary>
    public static readonly Refusal ChargeLimit = Refusal.Conflict("limit-exceeded", "The amount is above the card's limit for one charge.");
    /// <summary>More than the day's charges may take.</summary>
    public static readonly Refusal DayLimit = Refusal.Conflict("limit-exceeded", "With this charge the card's limit for the day would be exceeded.");
    /// <summary>More than one charge at this till may take.</summary>
    public static readonly Refusal TillChargeLimit = Refusal.Conflict("till-limit-exceeded", "The amount is above this till's limit for one charge.");
    /// <summary>More than this till may take in a day.</summary>
    public static readonly Refusal TillDayLimit = Refusal.Conflict("till-limit-exceeded", "With this charge the till's limit for the day would be exceeded.");
    /// <summary>The till was switched off.</summary>
    public static readonly Refusal TillRevoked = Refusal.Conflict("till-revoked", "This till has been revoked.");
    /// <summary>The card or till holds another asset than the programme.</summary>
    public static readonly Refusal AssetMismatch = Refusal.Conflict("asset-mismatch", "The card or the till was made for another currency than the programme has now.");
    /// <summary>Balances end at 2^62 minor units.</summary>
    public static readonly Refusal BalanceTooLarge = Refusal.Conflict("balance-too-large", "A balance would become larger than the ledger can hold.");
    /// <summary>The hold was captured, voided or expired before.</summary>
    public static readonly Refusal AlreadyResolved = Refusal.Conflict("charge-already-resolved", "The charge was captured, voided or expired before.");
    /// <summary>More than was held.</summary>
    public static readonly Refusal CaptureExceedsAuthorisation = Refusal.Conflict("capture-exceeds-authorisation", "The amount is above what was authorised.");
    /// <summary>The hold's time is over.</summary>
    public static readonly Refusal AuthorisationExpired = Refusal.Conflict("authorisation-expired", "The authorisation has expired.");
    /// <summary>Nothing was taken, so nothing can go back.</summary>
    public static readonly Refusal NotCaptured = Refusal.Conflict("charge-not-captured", "Nothing was captured, so there is nothing to refund.");
    /// <summary>All refunds together would exceed what was taken.</summary>
    public static readonly Refusal RefundExceedsCaptured = Refusal.Conflict("refund-exceeds-captured", "All refunds together would be above what was captured.");
    /// <summary>A cursor that no page gave.</summary>
    public static readonly Refusal CursorInvalid = Refusal.Invalid("cursor", "This is not a cursor from an earlier page.");

    /// <summary>The ledger's refusal of a movement between a card and the store, as the API tells it.</summary>
    public static Refusal From(LedgerRefusal reason) => reason switch
    {
        LedgerRefusal.KeyReused => ApiRefusals.IdempotencyKeyReused,
        LedgerRefusal.AccountNotFound => CardNotFound,
        LedgerRefusal.AccountClosed => CardClosed,
        LedgerRefusal.AccountFrozen => CardFrozen,
        LedgerRefusal.AccountInactive => CardNotActivated,
        LedgerRefusal.AccountExpired => CardExpired,
        LedgerRefusal.MeterFrozen => TillRevoked,
        LedgerRefusal.ChargeLimit => ChargeLimit,
        LedgerRefusal.PeriodLimit => DayLimit,
        LedgerRefusal.MeterChargeLimit => TillChargeLimit,
        LedgerRefusal.MeterPeriodLimit => TillDayLimit,
        LedgerRefusal.InsufficientFunds => InsufficientFunds,
        LedgerRefusal.BalanceOverflow => BalanceTooLarge,
        LedgerRefusal.AssetMismatch => AssetMismatch,
        LedgerRefusal.HoldNotFound => ChargeNotFound,
        LedgerRefusal.HoldResolved => AlreadyResolved,
        LedgerRefusal.ExceedsHold => CaptureExceedsAuthorisation,
        LedgerRefusal.HoldExpired => AuthorisationExpired,
        LedgerRefusal.HoldNotExpired => AlreadyResolved,
        LedgerRefusal.TransferNotFound => NotCaptured,
        LedgerRefusal.ExceedsTransfer => RefundExceedsCaptured,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
