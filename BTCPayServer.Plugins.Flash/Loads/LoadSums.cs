using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>What a load's transfers add up to, in minor units.</summary>
internal sealed class LoadSums
{
    /// <summary>The codes of a load's transfers.</summary>
    public const string LoadCode = "load", LoadFeeCode = "load-fee", IssueFeeCode = "issue-fee",
        LoadReversalCode = "load-reversal", LoadFeeReversalCode = "load-fee-reversal", IssueFeeReversalCode = "issue-fee-reversal",
        PaidOutCode = "unclaimed-paid-out", MovedCode = "unclaimed-moved", MovedReversalCode = "unclaimed-moved-reversal";

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<string> Codes { get; } =
        [LoadCode, LoadFeeCode, IssueFeeCode, LoadReversalCode, LoadFeeReversalCode, IssueFeeReversalCode, PaidOutCode, MovedCode, MovedReversalCode];

    private readonly Dictionary<Guid, Post> _posts = [];
    private readonly List<TransferRecord> _settlements = [];

    private LoadSums()
    {
    }

    /// <summary>Credited to the card, reversals taken off.</summary>
    public long Card { get; private set; }
    /// <summary>In the account of unclaimed money: credited to it, less what was taken back and what staff settled.</summary>
    public long Unclaimed { get; private set; }
    /// <summary>Was unclaimed and is noted as paid back outside.</summary>
    public long PaidOut { get; private set; }
    /// <summary>Was unclaimed and was moved to other cards, what was taken back from there taken off.</summary>
    public long Moved { get; private set; }
    /// <summary>Load fees, reversals taken off.</summary>
    public long LoadFee { get; private set; }
    /// <summary>Issue fee, reversals taken off.</summary>
    public long IssueFee { get; private set; }
    /// <summary>True when something was ever taken back.</summary>
    public bool Reversed { get; private set; }
    /// <summary>All that was credited, reversals taken off, wherever it went afterwards.</summary>
    public long Credited => Card + Unclaimed + PaidOut + Moved;
    /// <summary>What was written, newest first, with what is left of each.</summary>
    public IEnumerable<Post> Posts => _posts.Values.Where(post => post.Left > 0).Reverse();

    /// <summary>What staff decided about unclaimed money, oldest first.</summary>
    public IReadOnlyList<TransferRecord> Settlements => _settlements;

    /// <summary>Whether a transfer is a decision of staff about unclaimed money.</summary>
    public static bool IsSettlement(TransferRecord transfer) => transfer is { Kind: TransferKind.Post, Code: PaidOutCode or MovedCode };

    /// <summary>Adds up a load's transfers, oldest first. Others that bear the same reference do not count.</summary>
    public static LoadSums Of(Guid card, IEnumerable<TransferRecord> transfers)
    {
        var sums = new LoadSums();
        foreach (var transfer in transfers)
        {
            if (transfer.Kind == TransferKind.Post)
            {
                var post = new Post(transfer.Id, transfer.Code, transfer.Code == LoadCode && transfer.Credit == card, transfer.Credit, transfer.Amount);
                sums._posts.Add(transfer.Id, post);
                sums.Add(post, transfer.Amount);
                if (IsSettlement(transfer))
                    sums._settlements.Add(transfer);
            }
            else if (transfer is { Kind: TransferKind.Refund, Parent: { } parent } && sums._posts.TryGetValue(parent, out var post))
            {
                sums._posts[parent] = post with { Left = post.Left - transfer.Amount };
                sums.Add(post, -transfer.Amount);
                sums.Reversed |= post.Code == LoadCode;
            }
        }
        return sums;
    }

    private void Add(Post post, long amount)
    {
        switch (post.Code)
        {
            case LoadCode when post.ToCard:
                Card += amount;
                break;
            case LoadCode:
                Unclaimed += amount;
                break;
            case LoadFeeCode:
                LoadFee += amount;
                break;
            case IssueFeeCode:
                IssueFee += amount;
                break;
            case PaidOutCode:
                (PaidOut, Unclaimed) = (PaidOut + amount, Unclaimed - amount);
                break;
            case MovedCode:
                (Moved, Unclaimed) = (Moved + amount, Unclaimed - amount);
                break;
        }
    }

    /// <summary>One transfer of a load.</summary>
    /// <param name="Id">The transfer.</param>
    /// <param name="Code">What it was for.</param>
    /// <param name="ToCard">A credit of the load's own card.</param>
    /// <param name="Credit">The account that got it.</param>
    /// <param name="Left">What was not taken back.</param>
    internal sealed record Post(Guid Id, string Code, bool ToCard, Guid Credit, long Left);
}
