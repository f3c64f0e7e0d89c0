using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>
/// Settles unclaimed money as loads are reconciled: decided by what was read, written under the condition that the load's version is still that one. So a settlement
/// and what an invoice that became invalid takes back never use the same money.
/// </summary>
internal sealed class UnclaimedMoney(FlashDatabase database, LoadRepository loads, LoadReconciler reconciler, ICardFinder cards, ILedger ledger, ILedgerReader reader, TimeProvider time)
    : IUnclaimedMoney
{
    private const int Tries = 20;

    public async Task<Result<Load>> Settle(string storeId, Guid loadId, SettleUnclaimed command, string? by, string key, CancellationToken cancellationToken)
    {
        if (await loads.Find(storeId, loadId, cancellationToken) is not { } asked)
            return LoadRefusals.NotFound;
        if (!asked.Unit.TryParse(command.Amount?.Trim(), out var amount) || amount <= 0)
            return Refusal.Invalid("amount", $"More than zero, as a decimal in {asked.Unit.Code} with at most {asked.Unit.Scale} decimals.");
        var reason = CardRules.Text("reason", command.Reason, 500);
        if (!reason.Ok)
            return reason.Refusal;
        if (reason.Value.Value is not { } why)
            return Refusal.Invalid("reason", "A reason is needed.");
        var to = await Account(asked, command, cancellationToken);
        if (!to.Ok)
            return to.Refusal;
        var order = new Order("unclaimed:" + key, command.To, to.Value, amount, why, by);
        var from = await ledger.StoreAccount(storeId, asked.Unit, AccountCodes.Unclaimed, cancellationToken);
        // What the invoice is worth now counts: nobody should pay back what is about to be taken back.
        await reconciler.Reconcile(storeId, loadId, cancellationToken);
        for (var tries = 0; tries < Tries; tries++)
        {
            var load = await loads.Find(storeId, loadId, cancellationToken) ?? throw new InvalidOperationException($"The load {loadId} is gone.");
            var sums = LoadSums.Of(load.CardId, await reader.FindByReferences(storeId, [load.Reference], LoadSums.Codes, cancellationToken));
            // Looked for after the sums were read: what they show of an earlier try of this request is found here.
            if (await reader.FindByKey(storeId, order.Key, cancellationToken) is { } earlier)
                return order.Made(earlier, load) ? await Told(storeId, loadId, cancellationToken) : CardRefusals.KeyReused;
            if (sums.Unclaimed == 0)
                return LoadRefusals.NothingUnclaimed;
            if (sums.Unclaimed != amount)
                return LoadRefusals.UnclaimedDiffers;
            var written = await Write(load, order, from, cancellationToken);
            if (!written.Ok)
                return written.Refusal;
            if (written.Value)
                return await Told(storeId, loadId, cancellationToken);
        }
        return LoadRefusals.UnclaimedDiffers;
    }

    /// <summary>The account that gets it. Whether a card may is decided later, with the money.</summary>
    private async Task<Result<Guid>> Account(LoadRow load, SettleUnclaimed command, CancellationToken cancellationToken)
    {
        if (command.To is UnclaimedTo.PaidOut)
            return command.CardId is null ? await ledger.StoreAccount(load.StoreId, load.Unit, AccountCodes.PaidOut, cancellationToken)
                : Refusal.Invalid("cardId", "Money that is paid back outside goes to no card.");
        if (command.CardId is not { } id)
            return Refusal.Invalid("cardId", "Say which card gets it.");
        if (await cards.ById(load.StoreId, id, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        return card.Asset == load.Unit ? card.Id : Refusal.Invalid("cardId", $"The card does not hold {load.Unit.Code}.");
    }

    /// <summary>False: the load moved on, once more.</summary>
    private async Task<Result<bool>> Write(LoadRow load, Order order, Guid from, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await LoadRepository.Advance(transaction, load, cancellationToken))
            return false;
        if (order.To is UnclaimedTo.Card && await Takes(transaction, load.StoreId, order, cancellationToken) is { } refusal)
            return refusal;
        var transfer = Transfer.Post(order.Code, from, order.Account, load.Unit, order.Amount)
            with { Staff = true, Reference = load.Reference, Details = UnclaimedSettlement.Details(load, order.Reason, order.By) };
        // Nothing is kept of what is refused: the same key may be tried again.
        if (await ledger.Write(transaction, load.StoreId, new TransferRequest(order.Key, transfer), cancellationToken) is Refused refused)
            return CardMoney.Refuse(refused.Reason);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Why the card takes nothing; null when it takes it.</summary>
    private async Task<Refusal?> Takes(NpgsqlTransaction transaction, string storeId, Order order, CancellationToken cancellationToken)
    {
        // A change of nothing takes the store's lock: from here on state and balance stand still.
        if (await ledger.ChangeAccount(storeId, order.Account, new AccountChange(), transaction, cancellationToken) is not { } account)
            return CardRefusals.Closed;
        var programme = await ProgrammeRepository.Read(transaction, storeId, cancellationToken);
        return CardRow.State(account, time.GetUtcNow()) switch
        {
            CardState.Closed => CardRefusals.Closed,
            CardState.Frozen => CardRefusals.Frozen,
            CardState.Issued => LoadRefusals.CardNotActivated,
            CardState.Expired => CardRefusals.Expired,
            _ => programme?.MaxBalance is { } most && account.Posted > most - order.Amount ? LoadRefusals.MaxBalanceExceeded : null
        };
    }

    private async Task<Result<Load>> Told(string storeId, Guid loadId, CancellationToken cancellationToken) =>
        await loads.Find(storeId, loadId, cancellationToken) is { } load ? (await reconciler.Sum(storeId, [load], cancellationToken))[0] : LoadRefusals.NotFound;

    private sealed record Order(string Key, UnclaimedTo To, Guid Account, long Amount, string Reason, string? By)
    {
        public string Code => To is UnclaimedTo.PaidOut ? LoadSums.PaidOutCode : LoadSums.MovedCode;

        /// <summary>Whether a transfer with this key is what is asked for now.</summary>
        public bool Made(TransferRecord transfer, LoadRow load) => transfer.Reference == load.Reference && transfer.Code == Code && transfer.Credit == Account
            && transfer.Amount == Amount && UnclaimedSettlement.Of(transfer).Reason == Reason;
    }
}
