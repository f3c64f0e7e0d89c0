using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Loads;

internal sealed partial record LoadPlan
{
    private const int MostPosts = MostTransfers / 2;

    /// <summary>
    /// From a card that is closed nothing can be taken. What came after it was closed is taken from the account of unclaimed money, but no more than this load has there:
    /// the rest of that account belongs to others. Then from the cards that it was moved to, newest move first.
    /// </summary>
    private static LoadPlan TakeBackUnclaimed(LoadRow load, long wanted, LoadSums sums, IReadOnlyDictionary<Guid, Account> others, LoadPlan plan)
    {
        var posts = sums.Posts.Where(post => post is { Code: LoadSums.LoadCode, ToCard: false }).ToList();
        // What does not fit into one request is taken by the next, which follows at once.
        var more = posts.Count > MostPosts;
        posts = posts.Take(MostPosts).ToList();
        var most = Math.Min(wanted, posts.Sum(post => post.Left));
        var there = Math.Min(sums.Unclaimed, most);
        var transfers = new List<Transfer>();
        var taken = new Dictionary<Guid, long>();
        foreach (var move in sums.Posts.Where(post => post.Code == LoadSums.MovedCode))
        {
            var (card, holder) = (others[move.Credit], others[others[move.Credit].Successor ?? move.Credit]);
            var available = holder.Flags.HasFlag(AccountFlags.Closed) ? 0 : holder.Available - taken.GetValueOrDefault(holder.Id);
            var amount = Math.Min(Math.Min(move.Left, available), most - there);
            if (amount <= 0)
                continue;
            // Each takes two at most.
            if (transfers.Count + 2 > MostTransfers - posts.Count)
            {
                more = true;
                break;
            }
            if (holder.Id != card.Id)
                transfers.Add(FromHeir(load, holder.Id, card.Id, amount));
            transfers.Add(Of(load, Transfer.Refund(LoadSums.MovedReversalCode, move.Id, amount)));
            taken[holder.Id] = taken.GetValueOrDefault(holder.Id) + amount;
            there += amount;
        }
        var missing = plan.Uncollected + wanted;
        if (there == 0)
            return plan with { Uncollected = missing };
        var left = there;
        foreach (var post in posts.TakeWhile(_ => left > 0))
        {
            var amount = Math.Min(post.Left, left);
            transfers.Add(Of(load, Transfer.Refund(LoadSums.LoadReversalCode, post.Id, amount)));
            left -= amount;
        }
        more &= there < wanted;
        return plan with { Transfers = transfers, Uncollected = more ? plan.Uncollected : missing - there, More = more };
    }
}
