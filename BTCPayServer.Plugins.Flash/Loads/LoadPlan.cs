using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>
/// What has to be done so that a load's transfers say what its invoice says. All of it is decided here, from what was read, without touching anything:
/// <list type="table">
/// <listheader><term>invoice</term><description>credited in all</description></listheader>
/// <item><term>settled, partly paid and expired, overpaid, paid late</term><description>what was paid and is settled by the store's confirmation policy, rounded
/// down to the asset's minor unit; nothing for what is not confirmed</description></item>
/// <item><term>marked settled by staff</term><description>its price, or what was paid when that is more, when the programme credits marked invoices; else what was paid.
/// What a mark credited once stays while the mark stays, even when the programme's rule changes</description></item>
/// <item><term>mark taken back, or paid money that is gone (double spend)</term><description>the difference goes back: fees first returned to the card, then taken from
/// the card, or the one that took its place, as far as it is available (a frozen card too), newest credit first. What is not there is <see cref="Uncollected"/>: shown, and not taken from later loads</description></item>
/// <item><term>card frozen, issued or expired</term><description>credited; the state stays</description></item>
/// <item><term>card replaced</term><description>credited; the ledger moves on what is left after fees</description></item>
/// <item><term>card closed</term><description>credited to the store's account <c>unclaimed</c>, without fees. Taken back from there; what staff moved to other cards
/// meanwhile, from those or the ones that took their place; what was paid back outside is <see cref="Uncollected"/></description></item>
/// </list>
/// Fees: the fixed load fee and the share of what reached the card, then the card's issue fee, from the first load that reaches it; together never more than what reached the card.
/// </summary>
internal sealed partial record LoadPlan
{
    private const int MostTransfers = 16;
    // The rest is for what is taken back.
    private const int MostFees = 12;

    /// <summary>Linked transfers to write; none when all is as it should be.</summary>
    public IReadOnlyList<Transfer> Transfers { get; private init; } = [];

    /// <summary>What has to go back and is not there.</summary>
    public long Uncollected { get; private init; }

    /// <summary>True when more has to be taken back than fits into one request.</summary>
    public bool More { get; private init; }

    /// <summary>Whether this load takes the card's issue fee.</summary>
    public bool TakesIssueFee { get; private init; }

    /// <summary>Credited to the card once this is written.</summary>
    public long OnCard { get; private init; }

    /// <summary>Decides.</summary>
    /// <param name="load">The load.</param>
    /// <param name="invoices">Its invoices, as they are now.</param>
    /// <param name="sums">What its transfers add up to.</param>
    /// <param name="card">The card's account, as it is now.</param>
    /// <param name="heir">The account of the card that took its place; null when none did.</param>
    /// <param name="others">The accounts of the cards that unclaimed money was moved to, and of those that took their place.</param>
    /// <param name="accounts">The store's own accounts.</param>
    /// <param name="creditMarked">Whether the programme credits marked invoices.</param>
    /// <param name="issueFeeTaken">Whether another load took the card's issue fee.</param>
    public static LoadPlan Of(LoadRow load, IReadOnlyCollection<StoreInvoice> invoices, LoadSums sums, Account card, Account? heir, IReadOnlyDictionary<Guid, Account> others,
        LoadAccounts accounts, bool creditMarked, bool issueFeeTaken)
    {
        var target = Target(load, invoices, sums.Credited, creditMarked);
        return target >= sums.Credited ? Credit(load, target - sums.Credited, sums, card, accounts, issueFeeTaken) : TakeBack(load, target, sums, card, heir, others);
    }

    /// <summary>What the invoices are worth to the card, in minor units.</summary>
    internal static long Target(LoadRow load, IReadOnlyCollection<StoreInvoice> invoices, long credited, bool creditMarked)
    {
        var settled = invoices.Aggregate(0L, (sum, invoice) => Math.Min(sum + load.Minor(invoice.Settled), Asset.MaxAmount));
        if (!invoices.Any(IsMarkedSettled))
            return settled;
        var marked = invoices.Aggregate(0L, (sum, invoice) =>
            Math.Min(sum + Math.Max(load.Minor(invoice.Settled), IsMarkedSettled(invoice) ? load.Minor(invoice.Price) : 0), Asset.MaxAmount));
        return creditMarked ? marked : Math.Max(settled, Math.Min(credited, marked));
    }

    private static bool IsMarkedSettled(StoreInvoice invoice) => invoice is { Status: StoreInvoiceStatus.Settled, MarkedByHand: true };

    /// <summary>The fees on what reached the card.</summary>
    internal static (long Load, long Issue) Fees(LoadRow load, long onCard, bool takesIssueFee)
    {
        var share = (long)((Int128)onCard * load.LoadFeeBasisPoints / 10_000);
        var loadFee = (long)Int128.Min(onCard, (Int128)load.LoadFee + share);
        return (loadFee, takesIssueFee ? Math.Min(load.IssueFee, onCard - loadFee) : 0);
    }

    private static LoadPlan Credit(LoadRow load, long amount, LoadSums sums, Account card, LoadAccounts accounts, bool issueFeeTaken)
    {
        if (amount == 0)
            return new LoadPlan { TakesIssueFee = load.TakesIssueFee, OnCard = sums.Card };
        if (card.Flags.HasFlag(AccountFlags.Closed))
            return new LoadPlan
            {
                TakesIssueFee = load.TakesIssueFee,
                OnCard = sums.Card,
                Transfers = [Of(load, Transfer.Post(LoadSums.LoadCode, accounts.Clearing, accounts.Unclaimed, load.Unit, amount))
                    with { Details = Newtonsoft.Json.JsonConvert.SerializeObject(new { cardId = card.Id, reason = "card-closed" }) }]
            };
        var takes = load.TakesIssueFee || (load.IssueFee > 0 && !issueFeeTaken);
        var onCard = sums.Card + amount;
        var fees = Fees(load, onCard, takes);
        List<Transfer> transfers = [Of(load, Transfer.Post(LoadSums.LoadCode, accounts.Clearing, card.Id, load.Unit, amount))];
        // Never more than what comes in now: the rest of what was credited may be spent.
        var loadFee = Math.Min(fees.Load - sums.LoadFee, amount);
        if (loadFee > 0)
            transfers.Add(Of(load, Transfer.Post(LoadSums.LoadFeeCode, card.Id, accounts.Fees, load.Unit, loadFee)));
        var issueFee = Math.Min(fees.Issue - sums.IssueFee, amount - Math.Max(0, loadFee));
        if (issueFee > 0)
            transfers.Add(Of(load, Transfer.Post(LoadSums.IssueFeeCode, card.Id, accounts.Fees, load.Unit, issueFee)));
        return new LoadPlan { Transfers = transfers, TakesIssueFee = takes, OnCard = onCard };
    }

    private static LoadPlan TakeBack(LoadRow load, long target, LoadSums sums, Account card, Account? heir, IReadOnlyDictionary<Guid, Account> others)
    {
        var missing = sums.Credited - target;
        var wanted = missing - Math.Min(load.Uncollected, missing);
        var plan = new LoadPlan { Uncollected = missing - wanted, TakesIssueFee = load.TakesIssueFee, OnCard = sums.Card };
        if (wanted == 0)
            return plan;
        if (card.Flags.HasFlag(AccountFlags.Closed))
            return TakeBackUnclaimed(load, wanted, sums, others, plan);
        var fees = Fees(load, Math.Max(0, sums.Card - wanted), load.TakesIssueFee);
        var feesBack = Refunds(load, sums, LoadSums.LoadFeeCode, LoadSums.LoadFeeReversalCode, sums.LoadFee - fees.Load)
            .Concat(Refunds(load, sums, LoadSums.IssueFeeCode, LoadSums.IssueFeeReversalCode, sums.IssueFee - fees.Issue)).ToList();
        // Of many payments: some fees at a time and no more than they bring, so that the last is given back before all is taken.
        var fewer = feesBack.Count > MostFees;
        if (fewer)
            feesBack.RemoveRange(MostFees, feesBack.Count - MostFees);
        var back = feesBack.Sum(fee => fee.Amount!.Value);
        var here = card.Available + back;
        // What was credited moved on when the card was replaced: a replacement saves nobody's double spend.
        var free = fewer ? back : here + (heir?.Available ?? 0);
        var transfers = new List<Transfer>(feesBack);
        long taken = 0;
        var more = fewer;
        foreach (var post in sums.Posts.Where(post => post.Code == LoadSums.LoadCode))
        {
            var amount = Math.Min(post.Left, Math.Min(wanted, free) - taken);
            if (amount <= 0)
                break;
            // One place is for what the heir gives.
            if (transfers.Count == MostTransfers - 1)
            {
                more = true;
                break;
            }
            transfers.Add(Of(load, Transfer.Refund(LoadSums.LoadReversalCode, post.Id, amount)));
            taken += amount;
        }
        if (taken == 0)
            return plan with { Uncollected = missing };
        if (taken > here)
            transfers.Insert(feesBack.Count, FromHeir(load, heir!.Id, card.Id, taken - here));
        var left = sums.Card - taken;
        // What does not fit into one request is taken by the next, which follows at once.
        return plan with { Transfers = transfers, Uncollected = more ? plan.Uncollected : missing - taken, More = more, OnCard = left, TakesIssueFee = load.TakesIssueFee && left > 0 };
    }

    /// <summary>Brings back to a card that was replaced what has to be taken from it.</summary>
    private static Transfer FromHeir(LoadRow load, Guid heir, Guid card, long amount) =>
        Of(load, Transfer.Post(CardSuccession.Replacement, heir, card, load.Unit, amount))
            with { Details = Newtonsoft.Json.JsonConvert.SerializeObject(new { replaces = card, reason = LoadSums.LoadReversalCode }) };

    private static IEnumerable<Transfer> Refunds(LoadRow load, LoadSums sums, string code, string reversal, long amount)
    {
        foreach (var post in sums.Posts.Where(post => post.Code == code))
        {
            if (amount <= 0)
                yield break;
            var part = Math.Min(post.Left, amount);
            amount -= part;
            yield return Of(load, Transfer.Refund(reversal, post.Id, part));
        }
    }

    private static Transfer Of(LoadRow load, Transfer transfer) => transfer with { Staff = true, Reference = load.Reference };
}

/// <summary>The store's own accounts that a load touches.</summary>
internal sealed record LoadAccounts(Guid Clearing, Guid Fees, Guid Unclaimed);
