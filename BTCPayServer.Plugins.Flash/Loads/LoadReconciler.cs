using System.Globalization;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>
/// Brings a load's transfers in line with its invoices. It reads everything anew, decides (<see cref="LoadPlan"/>) and writes under the condition that the load's
/// version is still the one that was read: of two that decide at once, in whatever processes, one writes and the other starts again and finds nothing left to do.
/// </summary>
internal sealed class LoadReconciler(FlashDatabase database, LoadRepository loads, IStoreInvoices invoices, ICardFinder cards, ICardActivation activation,
    ILedger ledger, ILedgerReader reader, IProgrammes programmes, TimeProvider time, ILogger<LoadReconciler> logger)
{
    private const int Tries = 20;

    // A card is credited late too: invoices are looked at this long after they expired; an event brings them up at any time.
    private static readonly TimeSpan Watched = TimeSpan.FromDays(30);

    /// <summary>Reconciles; null when the store has no such load.</summary>
    public async Task<LoadRow?> Reconcile(string storeId, Guid id, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await loads.Find(storeId, id, cancellationToken) is not { } load)
                return null;
            if (await Try(load, cancellationToken))
                return await loads.Find(storeId, id, cancellationToken);
        }
        logger.LogWarning("Load {LoadId} of store {StoreId} keeps changing; it is reconciled again in a minute", id, storeId);
        return await loads.Find(storeId, id, cancellationToken);
    }

    /// <summary>The sums of these loads as they were when their rows were read: what was written since is told with the row that tells the rest of it.</summary>
    public async Task<IReadOnlyList<Load>> Sum(string storeId, IReadOnlyCollection<LoadRow> rows, CancellationToken cancellationToken)
    {
        var transfers = (await reader.FindByReferences(storeId, [.. rows.Select(row => row.Reference)], LoadSums.Codes, cancellationToken)).ToLookup(transfer => transfer.Reference);
        return [.. rows.Select(row => row.ToLoad(LoadSums.Of(row.CardId, transfers[row.Reference].Where(transfer => !IsLater(transfer, row)))))];
    }

    private static string KeyOf(LoadRow load) => string.Create(CultureInfo.InvariantCulture, $"{load.Reference}:{load.Version}");

    /// <summary>Whether a transfer was written under this version of the load or a later one.</summary>
    private static bool IsLater(TransferRecord transfer, LoadRow load)
    {
        // What staff decided bears their key, and tells the version beside it.
        if (LoadSums.IsSettlement(transfer))
            return UnclaimedSettlement.Version(transfer.Details) >= load.Version;
        var key = transfer.Key;
        var written = key.AsSpan(key.LastIndexOf(':') + 1);
        // Further transfers of one request carry a number of their own behind it.
        var end = written.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? written : written[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= load.Version;
    }

    /// <summary>False: something moved meanwhile, or there is more to do; once more.</summary>
    private async Task<bool> Try(LoadRow load, CancellationToken cancellationToken)
    {
        var found = await Invoices(load, cancellationToken);
        if (found is null)
            return true;
        var card = await cards.ById(load.StoreId, load.CardId, cancellationToken) ?? throw new InvalidOperationException($"The card {load.CardId} of load {load.Id} is gone.");
        var programme = await programmes.Find(load.StoreId, cancellationToken);
        var sums = LoadSums.Of(load.CardId, await reader.FindByReferences(load.StoreId, [load.Reference], LoadSums.Codes, cancellationToken));
        var accounts = new LoadAccounts(
            await ledger.StoreAccount(load.StoreId, load.Unit, AccountCodes.Clearing, cancellationToken),
            await ledger.StoreAccount(load.StoreId, load.Unit, AccountCodes.Fees, cancellationToken),
            await ledger.StoreAccount(load.StoreId, load.Unit, AccountCodes.Unclaimed, cancellationToken));
        var issueFeeTaken = load is { IssueFee: > 0, TakesIssueFee: false } && await loads.IssueFeeTaken(load, cancellationToken);
        var heir = card.Account.Successor is { } successor ? (await reader.Accounts(load.StoreId, [successor], cancellationToken))[successor] : null;
        var others = await Others(load.StoreId, sums, cancellationToken);
        var plan = LoadPlan.Of(load, found, sums, card.Account, heir, others, accounts, programme?.CreditMarkedInvoices ?? true, issueFeeTaken);
        var own = found.FirstOrDefault(invoice => invoice.Id == load.InvoiceId) ?? found[0];
        // Should this be the last try, the rest is done in a minute.
        var nextCheck = plan.More ? time.GetUtcNow() + TimeSpan.FromMinutes(1) : NextCheck(load, found);
        if (plan.Transfers.Count == 0 && plan.Uncollected == load.Uncollected && load.InvoiceStatus == (short)own.Status && load.NextCheck == nextCheck)
            return true;
        try
        {
            return await Write(load, plan, own.Status, nextCheck, cancellationToken) && !plan.More;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName == "loads_issue_fee")
        {
            // Two first loads of one card at the same time: the other one takes the issue fee.
            return false;
        }
    }

    /// <summary>The accounts of the cards that unclaimed money of this load was moved to, with those that took their place.</summary>
    private async Task<IReadOnlyDictionary<Guid, Account>> Others(string storeId, LoadSums sums, CancellationToken cancellationToken)
    {
        if (sums.Moved == 0)
            return new Dictionary<Guid, Account>();
        var cards = await reader.Accounts(storeId, sums.Settlements.Where(move => move.Code == LoadSums.MovedCode).Select(move => move.Credit).ToHashSet(), cancellationToken);
        var heirs = cards.Values.Select(account => account.Successor).OfType<Guid>().Except(cards.Keys).ToHashSet();
        return heirs.Count == 0 ? cards : cards.Concat(await reader.Accounts(storeId, heirs, cancellationToken)).ToDictionary();
    }

    private async Task<bool> Write(LoadRow load, LoadPlan plan, StoreInvoiceStatus status, DateTimeOffset? nextCheck, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await LoadRepository.Advance(transaction, load, plan, status, nextCheck, cancellationToken))
            return false;
        if (plan.Transfers.Count == 0)
        {
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        var key = KeyOf(load);
        if (await ledger.Write(transaction, load.StoreId, new TransferRequest(key, plan.Transfers), cancellationToken) is Refused refused)
        {
            // The card was closed or spent since it was read: nothing is kept of this try.
            if (refused.Reason is LedgerRefusal.AccountClosed or LedgerRefusal.InsufficientFunds or LedgerRefusal.ExceedsTransfer)
                return false;
            throw new InvalidOperationException($"The ledger refused load {load.Id}: {refused.Reason}.");
        }
        if (load.Activate && plan.OnCard >= load.Amount)
            // The card that it reached.
            await activation.Activate(transaction, load.StoreId,
                (await cards.ById(transaction, load.StoreId, load.CardId, cancellationToken))?.Account.Successor ?? load.CardId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (plan.Uncollected > load.Uncollected)
            logger.LogWarning("Load {LoadId} of store {StoreId} was taken back and {Amount} {Asset} of it were spent already", load.Id, load.StoreId, load.Unit.Format(plan.Uncollected), load.Asset);
        return true;
    }

    /// <summary>The load's invoices as they are now; null when there is nothing to go by yet, and then the next look is arranged.</summary>
    private async Task<IReadOnlyList<StoreInvoice>?> Invoices(LoadRow load, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ids = await loads.Invoices(load.StoreId, load.Id, cancellationToken);
        if (ids.Count == 0)
        {
            // Its invoice was being made when something died, or is being made right now.
            if (await invoices.FindByLoad(load.StoreId, load.Id, cancellationToken) is not { } made)
            {
                if (load.Failure is null)
                    await loads.CheckAgain(load.StoreId, load.Id, now - load.CreatedAt < TimeSpan.FromDays(1) ? now + (now - load.CreatedAt) + TimeSpan.FromMinutes(1) : null, cancellationToken);
                return null;
            }
            await loads.Attach(load.StoreId, load.Id, made, now, cancellationToken);
            load.InvoiceId = made.Id;
            return [made];
        }
        var found = new List<StoreInvoice>(ids.Count);
        foreach (var invoiceId in ids)
        {
            if (await invoices.Find(load.StoreId, invoiceId, cancellationToken) is not { } invoice)
            {
                // What cannot be seen proves nothing: neither credited nor taken back.
                logger.LogError("The invoice {InvoiceId} of load {LoadId} of store {StoreId} cannot be found; the load stays as it is", invoiceId, load.Id, load.StoreId);
                await loads.CheckAgain(load.StoreId, load.Id, now - load.CreatedAt < Watched ? now + TimeSpan.FromHours(1) : null, cancellationToken);
                return null;
            }
            found.Add(invoice);
        }
        return found;
    }

    private DateTimeOffset? NextCheck(LoadRow load, IReadOnlyCollection<StoreInvoice> found)
    {
        var now = time.GetUtcNow();
        if (found.Any(invoice => invoice.Status is StoreInvoiceStatus.New or StoreInvoiceStatus.Processing))
            return now + (now - load.CreatedAt < TimeSpan.FromHours(2) ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10));
        var age = now - found.Max(invoice => invoice.ExpiresAt);
        return age < TimeSpan.FromDays(1) ? now + TimeSpan.FromHours(1) : age < Watched ? now + TimeSpan.FromDays(1) : null;
    }
}
