using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>What a card took over.</summary>
/// <param name="PullPaymentId">From where.</param>
/// <param name="CardId">To which card.</param>
/// <param name="Asset">What the card holds.</param>
/// <param name="Amount">In minor units; 0 when nothing was left.</param>
public sealed record Adopted(string PullPaymentId, Guid CardId, Asset Asset, long Amount);

/// <summary>What a card would take over, or took.</summary>
/// <param name="PullPaymentId">From where.</param>
/// <param name="Currency">What the pull payment is in.</param>
/// <param name="Limit">All that may be claimed of it.</param>
/// <param name="Spent">What was paid out, in its currency.</param>
/// <param name="Asset">What the card holds.</param>
/// <param name="Left">What becomes the card's balance as it stands now, in minor units.</param>
/// <param name="StartedAt">When this was begun before; null: not yet.</param>
/// <param name="Taken">What the card took over, in minor units; null: nothing yet.</param>
public sealed record AdoptionPlan(string PullPaymentId, string Currency, decimal Limit, decimal Spent, Asset Asset, long Left, DateTimeOffset? StartedAt, long? Taken);

/// <summary>Takes over Bolt Cards that hang on a pull payment of the server.</summary>
public interface IAdoption
{
    /// <summary>
    /// Archives the pull payment and makes what is left of it the card's balance, exactly once. The same request again answers the same, or goes on where
    /// it stopped. <c>card-not-found</c>, <c>card-closed</c>, <c>pull-payment-not-found</c>, <c>-closed</c>, <c>-busy</c>, <c>-currency</c>, <c>-adopted</c>, <c>balance-too-large</c>.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">The card that takes over.</param>
    /// <param name="pullPaymentId">What it takes over.</param>
    /// <param name="by">Who asked; kept with the transfer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<Adopted>> Adopt(string storeId, Guid cardId, string pullPaymentId, string? by, CancellationToken cancellationToken);

    /// <summary>What <see cref="Adopt"/> would do now, and would refuse, without doing anything.</summary>
    Task<Result<AdoptionPlan>> Look(string storeId, Guid cardId, string pullPaymentId, CancellationToken cancellationToken);
}
