using System.Data;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <inheritdoc cref="ILedgerProof"/>
internal sealed class LedgerProof(FlashDatabase database, TimeProvider time) : ILedgerProof
{
    public async Task<ProofResult> Prove(string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        // One snapshot for the sequence and the proof, while writers go on.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var seq = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select seq from flash.ledgers where store_id = @storeId", new { storeId }, transaction, cancellationToken: cancellationToken)) ?? 0;
        var problems = await connection.QueryAsync<ProofProblem>(new CommandDefinition(
            "select problem, account, asset, expected, actual from flash.prove(@storeId)", new { storeId }, transaction, 600, cancellationToken: cancellationToken));
        return new ProofResult(storeId, seq, time.GetUtcNow(), problems.AsList());
    }

    public async Task<IReadOnlyList<ProofResult>> ProveAll(CancellationToken cancellationToken)
    {
        List<string> stores;
        await using (var connection = await database.Open(cancellationToken))
            stores = (await connection.QueryAsync<string>(new CommandDefinition(
                "select store_id from flash.ledgers union select store_id from flash.accounts order by 1", cancellationToken: cancellationToken))).AsList();
        var results = new List<ProofResult>(stores.Count);
        foreach (var store in stores)
            results.Add(await Prove(store, cancellationToken));
        return results;
    }
}
