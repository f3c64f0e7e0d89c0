using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <inheritdoc cref="IOverviewService"/>
internal sealed class OverviewService(IProgrammes programmes, ICardFinder cards, ILedgerReader ledger, DayTotals days, Proofs proofs, TimeProvider time)
    : IOverviewService
{
    private const int Recent = 12;

    /// <summary>Up to so many transfers, a ledger that was never proven is proven while its overview is made.</summary>
    private const long ProvenAtOnce = 5_000;

    public async Task<Overview?> Of(string storeId, CancellationToken cancellationToken)
    {
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return null;
        var (liability, held) = await ledger.Liability(storeId, programme.Asset.Code, cancellationToken);
        var today = await days.Of(storeId, programme.Day(time.GetUtcNow()), programme.Asset.Code, cancellationToken);
        var own = await ledger.StoreAccounts(storeId, cancellationToken);
        var recent = await Activities(storeId, programme.Asset, own.ToDictionary(account => account.Id), cancellationToken);
        var proof = await proofs.Last(storeId, cancellationToken);
        if (proof is null && (recent.Count == 0 || recent[0].Transfer.Seq <= ProvenAtOnce))
            proof = await proofs.Prove(storeId, cancellationToken);
        return new Overview
        {
            Programme = programme,
            Cards = await States(storeId, cancellationToken),
            Liability = liability,
            Held = held,
            Unclaimed = [.. own.Where(account => account is { Code: AccountCodes.Unclaimed, Posted: > 0 })],
            Loaded = Sum(today, t => t is { Code: "load", Kind: TransferKind.Post }),
            TakenBack = Sum(today, t => t is { Code: "load-reversal", Kind: TransferKind.Refund }),
            Charged = Sum(today, t => t is { Code: "charge", Kind: TransferKind.Post or TransferKind.Capture }),
            Refunded = Sum(today, t => t is { Code: "charge", Kind: TransferKind.Refund }),
            Recent = recent,
            Proof = proof
        };
    }

    private async Task<IReadOnlyDictionary<CardState, long>> States(string storeId, CancellationToken cancellationToken) =>
        (await ledger.CountCards(storeId, time.GetUtcNow(), cancellationToken))
            .GroupBy(c => State(c.Flags, c.Expired))
            .ToDictionary(g => g.Key, g => g.Sum(c => c.Count));

    private static CardState State(AccountFlags flags, bool expired) =>
        (flags & (AccountFlags.Closed | AccountFlags.Replaced)) != 0 ? CardState.Closed
        : flags.HasFlag(AccountFlags.Frozen) ? CardState.Frozen
        : flags.HasFlag(AccountFlags.Inactive) ? CardState.Issued
        : expired ? CardState.Expired
        : CardState.Active;

    private async Task<IReadOnlyList<Activity>> Activities(string storeId, Asset asset, Dictionary<Guid, Account> own, CancellationToken cancellationToken)
    {
        var log = await ledger.Log(storeId, null, null, Recent, cancellationToken);
        var found = new Dictionary<Guid, Card?>();
        var activities = new List<Activity>(log.Count);
        foreach (var transfer in log)
        {
            var outgoing = !own.ContainsKey(transfer.Debit);
            var account = outgoing ? transfer.Debit : transfer.Credit;
            if (!found.TryGetValue(account, out var card))
                found[account] = card = own.ContainsKey(account) ? null : await cards.ById(storeId, account, cancellationToken);
            // The asset of an old movement may be another one than the programme has now.
            var of = transfer.Asset == asset.Code ? asset : card?.Asset ?? Of(own, transfer);
            var leaves = card is not null ? outgoing : own.TryGetValue(transfer.Debit, out var from) && from.Code == AccountCodes.Unclaimed;
            activities.Add(new Activity(transfer, of, card, leaves ? -transfer.Amount : transfer.Amount));
        }
        return activities;
    }

    private static Asset Of(Dictionary<Guid, Account> own, TransferRecord transfer) =>
        own.TryGetValue(transfer.Debit, out var account) || own.TryGetValue(transfer.Credit, out account)
            ? new Asset(transfer.Asset, account.Scale)
            : new Asset(transfer.Asset, 0);

    private static DaySum Sum(IReadOnlyList<DayTotal> totals, Func<DayTotal, bool> which)
    {
        var chosen = totals.Where(which).ToList();
        return new DaySum(chosen.Sum(t => t.Count), chosen.Sum(t => t.Amount));
    }
}
