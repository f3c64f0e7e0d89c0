using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>How often an address or a card may tap or pay in a minute.</summary>
internal sealed class TapRates(RequestRates rates)
{
    /// <summary>Taps and payments of one address: a crowd at a festival comes through one.</summary>
    public const int PerAddress = 600;
    /// <summary>Taps and payments of one card.</summary>
    public const int PerCard = 30;

    /// <summary>Counts a call of an address, before any store is known; false when it had its share of this minute.</summary>
    public Task<bool> Address(string? address, CancellationToken cancellationToken) =>
        rates.Take("", ["tap:" + RequestRates.Address("", address)], PerAddress, cancellationToken);

    /// <summary>Counts a call of a card that proved to be at hand; false when it had its share of this minute.</summary>
    public Task<bool> Card(string storeId, Guid cardId, CancellationToken cancellationToken) => rates.Take(storeId, [$"tap:card:{cardId:N}"], PerCard, cancellationToken);
}
