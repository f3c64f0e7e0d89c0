using Npgsql;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>The one place that moves money.</summary>
public interface ILedger
{
    /// <summary>Writes linked transfers, batched with what others ask for at the same time. When it returns, it is durable.</summary>
    Task<WriteResult> Write(string storeId, TransferRequest request, CancellationToken cancellationToken);

    /// <summary>Writes within a transaction that the caller has open (READ COMMITTED). It locks the store's ledger until that transaction ends: be quick.</summary>
    Task<WriteResult> Write(NpgsqlTransaction transaction, string storeId, TransferRequest request, CancellationToken cancellationToken);

    /// <summary>The same for several requests, in order; each stands or falls alone. They have different keys and parents and no huge amounts.</summary>
    Task<IReadOnlyList<WriteResult>> Write(NpgsqlTransaction transaction, string storeId, IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken);

    /// <summary>Opens accounts; one that is there stays as it is. Within the caller's transaction when one is given.</summary>
    Task OpenAccounts(string storeId, IReadOnlyCollection<NewAccount> accounts, NpgsqlTransaction? transaction, CancellationToken cancellationToken);

    /// <summary>The id of one of the store's own accounts by its <see cref="AccountCodes">name</see>, opened on first use; not guarded.</summary>
    Task<Guid> StoreAccount(string storeId, Asset asset, string code, CancellationToken cancellationToken);

    /// <summary>Changes state or limits; holds for every write that starts after it returned. Null when there is no such account, it is closed or was replaced, or it cannot be closed yet
    /// (a balance or a hold, on it or on an account that it succeeds). Within the caller's transaction when one is given.</summary>
    Task<Account?> ChangeAccount(string storeId, Guid id, AccountChange change, NpgsqlTransaction? transaction, CancellationToken cancellationToken);

    /// <summary>Puts an account in the place of another: own limits, validity, activity and what was spent on the day go over, and from now on whatever becomes available on the old one,
    /// in the write that makes it so. What is available now is the caller's to move, by staff and within the transaction. Answers the old account;
    /// null when it is unknown, closed or replaced, the other one is not inactive and empty, or they hold different assets.</summary>
    Task<Account?> ReplaceAccount(NpgsqlTransaction transaction, string storeId, Guid id, Guid successor, CancellationToken cancellationToken);

    /// <summary>Sets the limits of all accounts with <see cref="AccountFlags.SharedLimits"/> that are not closed, in one statement behind the store's lock;
    /// holds for every write that starts after the caller's transaction.</summary>
    Task ChangeSharedLimits(NpgsqlTransaction transaction, string storeId, AccountLimits limits, CancellationToken cancellationToken);
}
