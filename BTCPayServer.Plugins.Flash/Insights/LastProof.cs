using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>The last time that a store's ledger was asked to prove itself.</summary>
/// <param name="CheckedAt">When.</param>
/// <param name="Seq">The last transfer that was read.</param>
/// <param name="Problems">What did not add up; empty when it proved.</param>
/// <param name="ProvenAt">When it proved last; null when it never did.</param>
public sealed record LastProof(DateTimeOffset CheckedAt, long Seq, IReadOnlyList<ProofProblem> Problems, DateTimeOffset? ProvenAt)
{
    /// <summary>True when everything added up.</summary>
    public bool Proven => Problems.Count == 0;
}
