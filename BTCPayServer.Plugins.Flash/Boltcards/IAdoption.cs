using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>What a card took over.</summary>
/// <param name="PullPaymentId">From where.</param>
/// <param name="CardId">To which card.</param>
/// <param name="Asset">What the card holds.</param>
/// <param name="Amount">In minor units; 0 when nothing was left.</param>
public sealed record Adopted(string PullPaymentId, Guid CardId, Asset Asset, long Amount);

/// <summary>Takes over Bolt Cards that hang on a pull payment of the server.</summary>
public interface IAdoption
{
    /// <summary>
    /// Archives the pull payment and makes what is left of it the card's balance, exactly once. The same request again answers the same, or goes on where
    /// it stopped. <c>card-not-found</c>, <c>card-closed</c>, <c>pull-payment-not-found</c>, <c>-closed</c>, <c>-busy</c>, <c>-currency</c>, <c>-adopted</c>, <c>balance-too-large</c>.
    /// </summary>
    Task<Result<Adopted>> Adopt(string storeId, Guid cardId, string pullPaymentId, string? by, CancellationToken cancellationToken);
}
