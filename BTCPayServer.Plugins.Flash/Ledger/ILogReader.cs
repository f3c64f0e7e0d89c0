using Npgsql;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Reads a store's log on from its own durable cursor. Register as a singleton of this type; the ledger runs it.</summary>
public interface ILogReader
{
    /// <summary>The cursor's name; stable for all time.</summary>
    string Name { get; }

    /// <summary>Does its work for these transfers (oldest first, no gap after the last call) with <paramref name="transaction"/> only:
    /// the cursor moves in the same transaction, so each transfer takes effect exactly once.</summary>
    Task Read(string storeId, IReadOnlyList<TransferRecord> transfers, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
