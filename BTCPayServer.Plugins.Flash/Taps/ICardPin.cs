using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>PINs of cards. All refuse with <c>card-not-found</c> for a card that the store does not have.</summary>
public interface ICardPin
{
    /// <summary>What guards the card.</summary>
    Task<Result<CardGuard>> Find(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Sets or changes the PIN and unlocks.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">Which.</param>
    /// <param name="pin">4 to 8 digits. Wallets that follow the LNURL draft ask for 4.</param>
    /// <param name="limit">Decimal string in the card's asset: from this amount on the PIN is asked. Null: always.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<CardGuard>> Set(string storeId, Guid cardId, string? pin, string? limit, CancellationToken cancellationToken);

    /// <summary>Takes the PIN away; no more is asked.</summary>
    Task<Result<CardGuard>> Remove(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Forgets the wrong tries: by the owner or staff.</summary>
    Task<Result<CardGuard>> Unlock(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>
    /// Null: right, or the card has none. Else <c>pin-required</c>, <c>pin-wrong</c> or <c>card-locked</c>. The try is counted before the PIN is looked
    /// at, so that no number of callers at once gets more than three.
    /// </summary>
    Task<Refusal?> Verify(string storeId, Guid cardId, string? pin, CancellationToken cancellationToken);
}
