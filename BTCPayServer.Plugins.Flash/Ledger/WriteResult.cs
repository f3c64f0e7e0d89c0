namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>The ledger's answer: <see cref="Written"/> or <see cref="Refused"/>.</summary>
public abstract record WriteResult;

/// <summary>All transfers of the request stand in the log.</summary>
/// <param name="Transfers">In the order of the request. Ids and times are those of the first try.</param>
/// <param name="Replayed">True when an earlier request with this key had written them.</param>
public sealed record Written(IReadOnlyList<TransferRecord> Transfers, bool Replayed) : WriteResult;

/// <summary>Nothing was written.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Replayed">True when an earlier request with this key and content had been refused.</param>
public sealed record Refused(LedgerRefusal Reason, bool Replayed) : WriteResult;
