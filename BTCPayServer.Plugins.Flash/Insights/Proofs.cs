using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>Remembers what the ledger's proofs said. One that fails is logged as an error, each time.</summary>
public sealed class Proofs(FlashDatabase database, ILedgerProof ledger, ILogger<Proofs> logger)
{
    /// <summary>The store's last proof; null when there was none yet.</summary>
    public async Task<LastProof?> Last(string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "select checked_at as CheckedAt, seq, problems::text as Problems, proven_at as ProvenAt from flash.proofs where store_id = @storeId",
            new { storeId }, cancellationToken: cancellationToken));
        return row is null ? null : new LastProof(row.CheckedAt, row.Seq, JsonConvert.DeserializeObject<List<ProofProblem>>(row.Problems) ?? [], row.ProvenAt);
    }

    /// <summary>Proves one store's ledger now.</summary>
    public async Task<LastProof> Prove(string storeId, CancellationToken cancellationToken)
    {
        await Keep(await ledger.Prove(storeId, cancellationToken), cancellationToken);
        return (await Last(storeId, cancellationToken))!;
    }

    /// <summary>Proves every store's ledger now.</summary>
    public async Task ProveAll(CancellationToken cancellationToken)
    {
        foreach (var result in await ledger.ProveAll(cancellationToken))
            await Keep(result, cancellationToken);
    }

    private async Task Keep(ProofResult result, CancellationToken cancellationToken)
    {
        foreach (var problem in result.Problems)
            logger.LogError("Flash: the ledger of store {StoreId} does not prove: {Problem} (account {Account}, asset {Asset}, expected {Expected}, actual {Actual})",
                result.StoreId, problem.Problem, problem.Account, problem.Asset, problem.Expected, problem.Actual);
        await using var connection = await database.Open(cancellationToken);
        // Two provers at once: the later look stays.
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.proofs as p (store_id, checked_at, seq, problems, proven_at)
              values (@StoreId, @At, @Seq, @problems::jsonb, case when @proven then @At end)
              on conflict (store_id) do update
                set checked_at = excluded.checked_at, seq = excluded.seq, problems = excluded.problems, proven_at = coalesce(excluded.proven_at, p.proven_at)
                where p.checked_at <= excluded.checked_at
            """,
            new { result.StoreId, At = result.At.ToUniversalTime(), result.Seq, problems = JsonConvert.SerializeObject(result.Problems.Take(100)), proven = result.Proven },
            cancellationToken: cancellationToken));
    }

    private sealed record Row
    {
        public DateTimeOffset CheckedAt { get; init; }
        public long Seq { get; init; }
        public string Problems { get; init; } = "[]";
        public DateTimeOffset? ProvenAt { get; init; }
    }
}
