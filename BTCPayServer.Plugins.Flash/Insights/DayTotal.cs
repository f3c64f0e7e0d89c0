using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>What moved on one of a store's days for one purpose.</summary>
/// <param name="Code">What it was for: the transfers' code.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Count">How many transfers.</param>
/// <param name="Amount">Their sum, in minor units.</param>
public sealed record DayTotal(string Code, TransferKind Kind, long Count, decimal Amount);
