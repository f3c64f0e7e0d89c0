namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Proves that nothing was lost: per asset all balances sum to zero, and every balance is the sum of its transfers.</summary>
public interface ILedgerProof
{
    /// <summary>Reads one store's whole ledger and compares.</summary>
    Task<ProofResult> Prove(string storeId, CancellationToken cancellationToken);

    /// <summary>Proves every store's ledger; one result a store.</summary>
    Task<IReadOnlyList<ProofResult>> ProveAll(CancellationToken cancellationToken);
}

/// <summary>The outcome of a proof.</summary>
/// <param name="StoreId">Whose ledger.</param>
/// <param name="Seq">The last transfer that was read.</param>
/// <param name="At">When.</param>
/// <param name="Problems">What does not add up; empty when proven.</param>
public sealed record ProofResult(string StoreId, long Seq, DateTimeOffset At, IReadOnlyList<ProofProblem> Problems)
{
    /// <summary>True when everything adds up.</summary>
    public bool Proven => Problems.Count == 0;
}

/// <summary>One thing that does not add up. Amounts in minor units.</summary>
public sealed record ProofProblem(string Problem, Guid? Account, string? Asset, decimal Expected, decimal Actual);
