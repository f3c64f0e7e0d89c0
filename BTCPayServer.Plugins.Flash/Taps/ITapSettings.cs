using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>A programme's rules for taps.</summary>
public interface ITapSettings
{
    /// <summary>The store's rules; the usual ones where it has set none. <c>programme-not-found</c>.</summary>
    Task<Result<TapSettings>> Find(string storeId, CancellationToken cancellationToken);

    /// <summary>Whether tills and wallets may see what is on the store's cards.</summary>
    Task<bool> ShowBalance(string storeId, CancellationToken cancellationToken);

    /// <summary>Sets all rules; what is null becomes the usual.</summary>
    Task<Result<TapSettings>> Set(string storeId, bool? showBalance, int? feeBasisPoints, int? feeMinimumSats, CancellationToken cancellationToken);
}
