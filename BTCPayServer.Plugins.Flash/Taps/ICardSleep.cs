using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Sleep mode: a card that spends only for a few minutes after its owner woke it.</summary>
public interface ICardSleep
{
    /// <summary>Switches sleep mode on (1 to 1440 minutes awake each time) or, with null, off.</summary>
    Task<Result<CardGuard>> SetSleep(string storeId, Guid cardId, int? minutes, CancellationToken cancellationToken);

    /// <summary>Wakes the card for its minutes, from now. <c>sleep-mode-off</c>.</summary>
    Task<Result<CardGuard>> Wake(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Puts the card to sleep at once. <c>sleep-mode-off</c>.</summary>
    Task<Result<CardGuard>> Sleep(string storeId, Guid cardId, CancellationToken cancellationToken);
}
