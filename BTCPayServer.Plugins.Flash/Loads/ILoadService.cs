using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>A load to ask for.</summary>
/// <param name="Amount">Decimal string in the card's asset.</param>
/// <param name="Activate">A sold card: it becomes active when all is paid.</param>
/// <param name="Description">What the customer reads on the checkout page; up to 200 characters.</param>
/// <param name="RedirectUrl">Where the checkout leads afterwards; absolute, http or https.</param>
public sealed record RequestLoad(string? Amount, bool Activate = false, string? Description = null, string? RedirectUrl = null);

/// <summary>Money that reaches cards through BTCPay invoices.</summary>
public interface ILoadService
{
    /// <summary>
    /// Makes an invoice for a card. The same key answers the same load. Refused: 422 for an amount outside the programme's limits,
    /// 409 <c>card-closed</c>, <c>card-expired</c>, <c>max-balance-exceeded</c>, or what the server says (<c>invoice-not-created</c>).
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">The card.</param>
    /// <param name="request">What.</param>
    /// <param name="key">Idempotency key.</param>
    /// <param name="serverUrl">This server's public address; null: the one that the programme remembers.</param>
    /// <param name="cancellationToken">Stops it before anything is durable; never afterwards.</param>
    Task<Result<Load>> Request(string storeId, Guid cardId, RequestLoad request, string key, string? serverUrl, CancellationToken cancellationToken);

    /// <summary>One load; <c>load-not-found</c>.</summary>
    Task<Result<Load>> Find(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>A card's loads, newest first.</summary>
    Task<Result<Page<Load>>> ForCard(string storeId, Guid cardId, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Loads that have unclaimed money, newest first. Refused: 422 for a cursor that is none.</summary>
    Task<Result<Page<Load>>> Unclaimed(string storeId, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Compares the load with its invoice as the server has it now and credits or takes back the difference. Harmless at any time, any number of times, from any process.</summary>
    Task<Result<Load>> Reconcile(string storeId, Guid id, CancellationToken cancellationToken);
}
