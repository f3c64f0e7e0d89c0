using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>How often anybody may ask for something of a card behind its links, by card and by address.</summary>
internal sealed class RequestCounts(RequestRates rates)
{
    /// <summary>Links that open nothing, of one address: many a wallet asks again, and a crowd comes through one address.</summary>
    public const int UnknownPerMinute = 60;

    /// <summary>Counts one; false when the card or the address had its share of this minute.</summary>
    public Task<bool> Take(string storeId, string what, Guid card, string? address, int perMinute, CancellationToken cancellationToken) =>
        rates.Take(storeId, [$"{what}:{RequestRates.Address(storeId, address)}", $"{what}:card:{card:N}"], perMinute, cancellationToken);

    /// <summary>Counts a link that opens nothing, under no store since none is known, and answers it: <c>link-not-found</c>, or <c>too-many-requests</c>.</summary>
    public async Task<Refusal> Unknown(string? address, CancellationToken cancellationToken) =>
        await rates.Take("", ["unknown:" + RequestRates.Address("", address)], UnknownPerMinute, cancellationToken) ? TopUpRefusals.LinkNotFound : TopUpRefusals.TooManyRequests;
}
