namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Reads balances and the log.</summary>
public interface ILedgerReader
{
    /// <summary>Accounts by id; unknown ids are left out.</summary>
    Task<IReadOnlyDictionary<Guid, Account>> Accounts(string storeId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>The store's own accounts (those with a code), by asset and code.</summary>
    Task<IReadOnlyList<Account>> StoreAccounts(string storeId, CancellationToken cancellationToken);

    /// <summary>Sums over all cards (guarded accounts without a code) of an asset: posted and held, in minor units.</summary>
    Task<(long Posted, long Held)> Liability(string storeId, string asset, CancellationToken cancellationToken);

    /// <summary>How many cards (guarded accounts without a code) there are, by their flags and whether their validity is over.</summary>
    Task<IReadOnlyList<(AccountFlags Flags, bool Expired, long Count)>> CountCards(string storeId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The log of one account, newest first, before a sequence (null: from the newest).</summary>
    Task<IReadOnlyList<TransferRecord>> History(string storeId, Guid account, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>The store's log, newest first, before a sequence; only the given codes when there are any.</summary>
    Task<IReadOnlyList<TransferRecord>> Log(string storeId, IReadOnlyCollection<string>? codes, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>One transfer; null when the store has none with that id.</summary>
    Task<TransferRecord?> Find(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>One transfer by its idempotency key.</summary>
    Task<TransferRecord?> FindByKey(string storeId, string key, CancellationToken cancellationToken);

    /// <summary>Transfers with this caller's reference, newest first.</summary>
    Task<IReadOnlyList<TransferRecord>> FindByReference(string storeId, string reference, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>All transfers with one of these references and codes, oldest first.</summary>
    Task<IReadOnlyList<TransferRecord>> FindByReferences(string storeId, IReadOnlyCollection<string> references, IReadOnlyCollection<string> codes, CancellationToken cancellationToken);

    /// <summary>What resolved or refunded these transfers, oldest first.</summary>
    Task<IReadOnlyList<TransferRecord>> Children(string storeId, IReadOnlyCollection<Guid> parents, CancellationToken cancellationToken);
}
