using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>PIN and sleep mode, for everything that spends from a card.</summary>
public interface ISpendingGuard
{
    /// <summary>What guards a card; null: nothing. What is asked at the same time shares a query.</summary>
    Task<CardGuard?> Find(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>What guards some cards, in one query; those that nothing guards are left out.</summary>
    Task<IReadOnlyDictionary<Guid, CardGuard>> Find(string storeId, IReadOnlyCollection<Guid> cardIds, CancellationToken cancellationToken);

    /// <summary>
    /// Null: the card may spend. Else <c>card-locked</c>, <c>card-asleep</c>, <c>pin-required</c> or <c>pin-wrong</c>; a wrong PIN was counted then.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">Which.</param>
    /// <param name="guard">What was found to guard it.</param>
    /// <param name="amount">Minor units of the card's asset.</param>
    /// <param name="pin">As it was typed; looked at only where the amount asks for it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Refusal?> Approve(string storeId, Guid cardId, CardGuard guard, long amount, string? pin, CancellationToken cancellationToken);
}
