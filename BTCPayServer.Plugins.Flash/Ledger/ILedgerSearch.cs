namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Pages through what began something (posts and holds), leaving out what only resolved or refunded it.</summary>
public interface ILedgerSearch
{
    /// <summary>Posts and holds of one code, newest first. Each way to narrow them down has an index that is read in order.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="code">What they were for.</param>
    /// <param name="debit">Only from this account; null for any.</param>
    /// <param name="reference">Only with this caller's reference; null for any.</param>
    /// <param name="before">Only before this sequence; null from the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<IReadOnlyList<TransferRecord>> Begun(string storeId, string code, Guid? debit, string? reference, long? before, int limit, CancellationToken cancellationToken);
}
