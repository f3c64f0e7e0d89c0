using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Every way in which a tap or the payment after it can be refused.</summary>
public static class TapRefusals
{
    /// <summary>The store has not set Flash up.</summary>
    public static readonly Refusal ProgrammeNotFound = Refusal.NotFound("programme-not-found", "This store has no card programme yet.");
    /// <summary>No such card in this store.</summary>
    public static readonly Refusal CardNotFound = Refusal.NotFound("card-not-found", "There is no such card in this store.");
    /// <summary>No such payment in this store.</summary>
    public static readonly Refusal PaymentNotFound = Refusal.NotFound("payment-not-found", "There is no such payment in this store.");
    /// <summary>The card has not enough available.</summary>
    public static readonly Refusal InsufficientFunds = Refusal.Conflict("insufficient-funds", "The card's available balance is too low for the amount and the fee that is reserved with it.");
    /// <summary>The card was not activated yet.</summary>
    public static readonly Refusal CardNotActivated = Refusal.Conflict("card-not-activated", "The card is not activated yet.");
    /// <summary>The card is frozen.</summary>
    public static readonly Refusal CardFrozen = Refusal.Conflict("card-frozen", "The card is frozen.");
    /// <summary>The card's validity is over.</summary>
    public static readonly Refusal CardExpired = Refusal.Conflict("card-expired", "The card has expired.");
    /// <summary>The card is closed.</summary>
    public static readonly Refusal CardClosed = Refusal.Conflict("card-closed", "The card is closed.");
    /// <summary>More than one payment may take.</summary>
    public static readonly Refusal ChargeLimit = Refusal.Conflict("limit-exceeded", "The amount is above the card's limit for one payment.");
    /// <summary>More than the day's payments may take.</summary>
    public static readonly Refusal DayLimit = Refusal.Conflict("limit-exceeded", "With this payment the card's limit for the day would be exceeded.");
    /// <summary>Balances end at 2^62 minor units.</summary>
    public static readonly Refusal BalanceTooLarge = Refusal.Conflict("balance-too-large", "A balance would become larger than the ledger can hold.");

    /// <summary>Not a BOLT 11 invoice, or one that was changed on its way.</summary>
    public static readonly Refusal InvoiceInvalid = new("invoice-invalid", "This is not a valid Lightning invoice.");
    /// <summary>An invoice of another chain.</summary>
    public static readonly Refusal InvoiceWrongNetwork = new("invoice-wrong-network", "The Lightning invoice is for another network.");
    /// <summary>Too late.</summary>
    public static readonly Refusal InvoiceExpired = new("invoice-expired", "The Lightning invoice has expired.");
    /// <summary>The payer would have to choose.</summary>
    public static readonly Refusal InvoiceAmountMissing = new("invoice-amount-missing", "The Lightning invoice names no amount.");
    /// <summary>Dust.</summary>
    public static readonly Refusal AmountTooSmall = new("amount-too-small", "The amount is too small: at least one satoshi is needed.");
    /// <summary>Beyond everything.</summary>
    public static readonly Refusal AmountTooLarge = new("amount-too-large", "The amount is larger than any card can hold.");
    /// <summary>Its payment hash was seen before, here or by the store's node.</summary>
    public static readonly Refusal InvoiceUsed = Refusal.Conflict("invoice-already-used", "This Lightning invoice was used before. Make a new one.");
    /// <summary>The store has no node, or it does not answer.</summary>
    public static readonly Refusal LightningUnavailable = new("lightning-unavailable", "The store cannot pay over Lightning now.", 503);
    /// <summary>The store may not use the server's node.</summary>
    public static readonly Refusal LightningNotAuthorised = new("lightning-not-authorised", "The store may not pay from the server's own Lightning node.", 403);
    /// <summary>The server forgot the store.</summary>
    public static readonly Refusal StoreNotFound = Refusal.NotFound("store-not-found", "There is no such store.");
    /// <summary>A tap is good for one payment and a few minutes.</summary>
    public static readonly Refusal TapUsed = Refusal.Conflict("tap-used", "This tap was used or is too old. Tap the card again.");
    /// <summary>A secret that no tap gave.</summary>
    public static readonly Refusal TapUnknown = new("tap-unknown", "This is not a tap that can be paid with. Tap the card again.");
    /// <summary>The amount needs the PIN.</summary>
    public static readonly Refusal PinRequired = new("pin-required", "The card's PIN is needed for this amount.");
    /// <summary>A wrong PIN; it was counted.</summary>
    public static readonly Refusal PinWrong = new("pin-wrong", "The PIN is wrong.");
    /// <summary>Three wrong PINs.</summary>
    public static readonly Refusal CardLocked = Refusal.Conflict("card-locked", "There were three wrong PINs. The card's owner or the store has to unlock it.");
    /// <summary>Sleep mode.</summary>
    public static readonly Refusal CardAsleep = Refusal.Conflict("card-asleep", "The card sleeps. Its owner has to wake it first.");
    /// <summary>It cannot be woken.</summary>
    public static readonly Refusal SleepOff = Refusal.Conflict("sleep-mode-off", "The card has no sleep mode: it is always awake.");
    /// <summary>There is none.</summary>
    public static readonly Refusal PinNotSet = Refusal.Conflict("pin-not-set", "The card has no PIN.");
    /// <summary>Of this card or from this address.</summary>
    public static readonly Refusal TooManyRequests = new("too-many-requests", "Too many taps. Wait a minute.", 429);
    /// <summary>It is over, and not as staff say.</summary>
    public static readonly Refusal PaymentOver = Refusal.Conflict("payment-over", "The payment is over already, and ended otherwise.");
    /// <summary>The node is still at it.</summary>
    public static readonly Refusal PaymentOnItsWay = Refusal.Conflict("payment-on-its-way", "The payment is still on its way: the node may yet tell how it ends.");
    /// <summary>No exchange rate.</summary>
    public static readonly Refusal RateUnavailable = new("rate-unavailable", "There is no exchange rate for the card's currency now.", 503);
    /// <summary>The payee did not get it; the card has it again.</summary>
    public static readonly Refusal PaymentFailed = Refusal.Conflict("payment-failed", "The payment failed and nothing was taken from the card. Make a new invoice to try again.");

    /// <summary>The ledger's refusal of the hold, as the API tells it.</summary>
    internal static Refusal From(LedgerRefusal reason) => reason switch
    {
        LedgerRefusal.AccountNotFound => CardNotFound,
        LedgerRefusal.AccountClosed => CardClosed,
        LedgerRefusal.AccountFrozen => CardFrozen,
        LedgerRefusal.AccountInactive => CardNotActivated,
        LedgerRefusal.AccountExpired => CardExpired,
        LedgerRefusal.ChargeLimit => ChargeLimit,
        LedgerRefusal.PeriodLimit => DayLimit,
        LedgerRefusal.InsufficientFunds => InsufficientFunds,
        LedgerRefusal.BalanceOverflow => BalanceTooLarge,
        _ => throw new InvalidOperationException($"The ledger refused the hold of a payment: {reason}."),
    };
}
