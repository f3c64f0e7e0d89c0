namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Pages through the log by what it was for.</summary>
public interface ILedgerSearch
{
    /// <summary>Posts and holds of one code, newest first, without what only resolved or refunded them. Each way to narrow them down has an index that is read in order.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="code">What they were for.</param>
    /// <param name="debit">Only from this account; null for any.</param>
    /// <param name="reference">Only with this caller's reference; null for any.</param>
    /// <param name="before">Only before this sequence; null from the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<TransferRecord>> Begun(string storeId, string code, Guid? debit, string? reference, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>Caller's references whose transfers left more on these accounts than they took: what is there by what it came for. Reads all of the accounts' transfers.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="accounts">Accounts with few transfers.</param>
    /// <param name="before">Only references before this one in their order; null from the last.</param>
    /// <param name="limit">At most so many, the last in their order first.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<string>> Remaining(string storeId, IReadOnlyCollection<Guid> accounts, string? before, int limit, CancellationToken cancellationToken);
}
