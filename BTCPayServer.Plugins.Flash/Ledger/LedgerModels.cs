using System.Globalization;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>The outcome of a proof as the API writes it.</summary>
/// <param name="Proven">True when everything adds up.</param>
/// <param name="Seq">The last transfer that was read.</param>
/// <param name="At">When.</param>
/// <param name="Problems">What does not add up; amounts in minor units.</param>
public sealed record ProofModel(bool Proven, long Seq, DateTimeOffset At, IReadOnlyList<ProofProblemModel> Problems)
{
    internal static ProofModel From(ProofResult result) => new(result.Proven, result.Seq, result.At,
        [.. result.Problems.Select(p => new ProofProblemModel(p.Problem, p.Account?.ToString(), p.Asset,
            p.Expected.ToString(CultureInfo.InvariantCulture), p.Actual.ToString(CultureInfo.InvariantCulture)))]);
}

/// <summary>One thing that does not add up.</summary>
public sealed record ProofProblemModel(string Problem, string? Account, string? Asset, string Expected, string Actual);

/// <summary>An account as the API writes it: one of the store's own, or all cards together (<c>cards</c>, without an id).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">Its name.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Balance">Credits minus debits, decimal string.</param>
/// <param name="Held">Reserved by open holds, decimal string.</param>
public sealed record AccountModel(string? Id, string Code, string Asset, string Balance, string Held);

/// <summary>A transfer as the API writes it.</summary>
public sealed record TransferModel
{
    /// <summary>Its place in the store's log: 1, 2, 3 … without gaps.</summary>
    public required long Seq { get; init; }
    /// <summary>Its id.</summary>
    public required string Id { get; init; }
    /// <summary><c>post</c>, <c>hold</c>, <c>capture</c>, <c>void</c>, <c>expire</c> or <c>refund</c>.</summary>
    public required string Kind { get; init; }
    /// <summary>What it was for.</summary>
    public required string Code { get; init; }
    /// <summary>The account that gave.</summary>
    public required string Debit { get; init; }
    /// <summary>The name of the account that gave, when it is one of the store's own.</summary>
    public string? DebitCode { get; init; }
    /// <summary>The account that got.</summary>
    public required string Credit { get; init; }
    /// <summary>The name of the account that got, when it is one of the store's own.</summary>
    public string? CreditCode { get; init; }
    /// <summary>The asset's code.</summary>
    public required string Asset { get; init; }
    /// <summary>Decimal string.</summary>
    public required string Amount { get; init; }
    /// <summary>Balance of the account that gave, right after.</summary>
    public required string DebitBalance { get; init; }
    /// <summary>Balance of the account that got, right after.</summary>
    public required string CreditBalance { get; init; }
    /// <summary>The hold that was resolved or the transfer that was refunded.</summary>
    public string? Parent { get; init; }
    /// <summary>The till that counted it.</summary>
    public string? TillId { get; init; }
    /// <summary>The caller's reference.</summary>
    public string? Reference { get; init; }
    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    internal static TransferModel From(TransferRecord transfer, IReadOnlyDictionary<Guid, Account> accounts)
    {
        var debit = accounts.GetValueOrDefault(transfer.Debit);
        var credit = accounts.GetValueOrDefault(transfer.Credit);
        var asset = new Asset(transfer.Asset, debit?.Scale ?? credit?.Scale ?? 0);
        return new TransferModel
        {
            Seq = transfer.Seq,
            Id = transfer.Id.ToString(),
            Kind = transfer.Kind.ToString().ToLowerInvariant(),
            Code = transfer.Code,
            Debit = transfer.Debit.ToString(),
            DebitCode = debit?.Code,
            Credit = transfer.Credit.ToString(),
            CreditCode = credit?.Code,
            Asset = transfer.Asset,
            Amount = asset.Format(transfer.Amount),
            DebitBalance = asset.Format(transfer.DebitBalance),
            CreditBalance = asset.Format(transfer.CreditBalance),
            Parent = transfer.Parent?.ToString(),
            TillId = transfer.Meter?.ToString(),
            Reference = transfer.Reference,
            CreatedAt = transfer.CreatedAt,
        };
    }
}
