using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Ways in which something about a card can be refused.</summary>
public static class CardRefusals
{
    /// <summary>No such card in this store.</summary>
    public static readonly Refusal NotFound = Refusal.NotFound("card-not-found", "There is no such card in this store.");
    /// <summary>Final.</summary>
    public static readonly Refusal Closed = Refusal.Conflict("card-closed", "The card is closed.");
    /// <summary>It has to be unfrozen first.</summary>
    public static readonly Refusal Frozen = Refusal.Conflict("card-frozen", "The card is frozen.");
    /// <summary>Its validity is over.</summary>
    public static readonly Refusal Expired = Refusal.Conflict("card-expired", "The card has expired.");
    /// <summary>A code is used once.</summary>
    public static readonly Refusal AlreadyActive = Refusal.Conflict("card-already-active", "The card was activated before; its code cannot be used again.");
    /// <summary>A wrong code; it was counted.</summary>
    public static readonly Refusal CodeWrong = new("activation-code-wrong", "The activation code is wrong.");
    /// <summary>Too many wrong codes.</summary>
    public static readonly Refusal CodeLocked = Refusal.Conflict("activation-locked", "There were too many wrong activation codes. Only staff can activate this card now.");
    /// <summary>Something is left on it.</summary>
    public static readonly Refusal HasBalance = Refusal.Conflict("card-has-balance", "The card has a balance: say where it goes.");
    /// <summary>Something is reserved on it.</summary>
    public static readonly Refusal HasHolds = Refusal.Conflict("card-has-holds", "Charges or payments are open on this card, or on one whose place it took: capture or void them first.");
    /// <summary>Not enough for an adjustment.</summary>
    public static readonly Refusal InsufficientFunds = Refusal.Conflict("insufficient-funds", "The card's available balance is too low.");
    /// <summary>Beyond what the ledger holds.</summary>
    public static readonly Refusal BalanceTooLarge = Refusal.Conflict("balance-too-large", "A balance would become larger than the ledger can hold.");
    /// <summary>The key was used before with other content.</summary>
    public static readonly Refusal KeyReused = Refusal.Conflict("idempotency-key-reused", "This Idempotency-Key was used before for something else.");
    /// <summary>A cursor that no page gave.</summary>
    public static readonly Refusal CursorInvalid = Refusal.Invalid("cursor", "This is not a cursor from an earlier page.");
}
