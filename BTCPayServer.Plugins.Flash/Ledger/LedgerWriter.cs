using BTCPayServer.Plugins.Flash.Data;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Writes what concurrent callers ask of one store's ledger as one statement in one durable commit.</summary>
internal sealed class LedgerWriter
{
    private const int Tries = 4;

    private readonly FlashDatabase _database;
    private readonly TimeProvider _time;
    private readonly Lanes<TransferRequest, WriteResult> _lanes;

    public LedgerWriter(FlashDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _lanes = new(Execute, static () => new LedgerBatch().Joins);
    }

    /// <summary>Writes one request. When it returns, it is durable. A cancelled caller does not know the outcome and may ask again with the same key.</summary>
    public Task<WriteResult> Write(string storeId, TransferRequest request, CancellationToken cancellationToken) => _lanes.Write(storeId, request, cancellationToken);

    /// <summary>A lost connection leaves the outcome unknown; the keys make a second try safe.</summary>
    private async Task<WriteResult?[]> Execute(string storeId, IReadOnlyList<TransferRequest> requests)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _database.Open(CancellationToken.None);
                return await LedgerStatement.Execute(connection, null, storeId, requests, _time.GetUtcNow(), CancellationToken.None);
            }
            catch (NpgsqlException e) when (e.IsTransient && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt * attempt), _time, CancellationToken.None);
            }
        }
    }
}
