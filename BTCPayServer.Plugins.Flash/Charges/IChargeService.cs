using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Spending with a card: authorise, capture, void, refund. The same key with the same content answers what its first use answered.</summary>
public interface IChargeService
{
    /// <summary>
    /// Holds an amount on a card, or takes it at once. Refusals: <see cref="ChargeRefusals"/>, and those of <see cref="Taps.ISpendingGuard.Approve"/>, which leave the key free.
    /// </summary>
    Task<Result<Charge>> Authorise(string storeId, ChargeActor actor, AuthoriseCharge command, CancellationToken cancellationToken);

    /// <summary>Takes a hold or a part of it; the rest becomes free again.</summary>
    Task<Result<Charge>> Capture(string storeId, ChargeActor actor, CaptureCharge command, CancellationToken cancellationToken);

    /// <summary>Lets a hold go.</summary>
    Task<Result<Charge>> Void(string storeId, ChargeActor actor, VoidCharge command, CancellationToken cancellationToken);

    /// <summary>Gives all or a part of what was taken back to the card.</summary>
    Task<Result<Charge>> Refund(string storeId, ChargeActor actor, RefundCharge command, CancellationToken cancellationToken);

    /// <summary>One charge as it is now.</summary>
    Task<Result<Charge>> Find(string storeId, Guid chargeId, CancellationToken cancellationToken);

    /// <summary>Charges, newest first.</summary>
    Task<Result<Page<Charge>>> List(string storeId, ChargeFilter filter, CancellationToken cancellationToken);
}

/// <summary>A charge to begin.</summary>
/// <param name="Key">The caller's idempotency key, 1 to 100 characters.</param>
/// <param name="Card">The card.</param>
/// <param name="Amount">A decimal string in the asset's unit, above zero.</param>
/// <param name="Capture">True for a sale in one step; false for a hold.</param>
/// <param name="ExpiresInMinutes">How long the hold lasts, 1 to 525,600; null for the programme's own. Means nothing for a sale in one step.</param>
/// <param name="OrderReference">The caller's order number, to 100 characters; charges can be found by it.</param>
/// <param name="Description">What for, to 500 characters.</param>
/// <param name="Metadata">A JSON object as text, to 4,096 characters; null for none.</param>
public sealed record AuthoriseCharge(string Key, CardReference Card, string? Amount, bool Capture = false, int? ExpiresInMinutes = null,
    string? OrderReference = null, string? Description = null, string? Metadata = null)
{
    /// <summary>The card's PIN, where the amount asks for it. It is looked at and forgotten: it stands in no key, no transfer and no log.</summary>
    public string? Pin { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{nameof(AuthoriseCharge)} {Key}";
}

/// <summary>A hold to take.</summary>
/// <param name="Amount">A decimal string in the asset's unit; null for all of it.</param>
public sealed record CaptureCharge(string Key, Guid ChargeId, string? Amount = null);

/// <summary>A hold to let go.</summary>
public sealed record VoidCharge(string Key, Guid ChargeId);

/// <summary>Money to give back.</summary>
/// <param name="Amount">A decimal string in the asset's unit; null for all that is left.</param>
/// <param name="Reason">Why, to 500 characters.</param>
public sealed record RefundCharge(string Key, Guid ChargeId, string? Amount = null, string? Reason = null);

/// <summary>Which charges; what is null does not matter.</summary>
/// <param name="CardId">Of this card.</param>
/// <param name="OrderReference">With exactly this order number.</param>
/// <param name="Limit">At most so many; 1 to <see cref="Paging.MaxLimit"/>.</param>
/// <param name="Cursor">From an earlier page.</param>
public sealed record ChargeFilter(Guid? CardId = null, string? OrderReference = null, int? Limit = null, string? Cursor = null);
