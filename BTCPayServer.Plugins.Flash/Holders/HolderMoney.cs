using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>Moves money between the cards of one holder.</summary>
internal sealed class HolderMoney(FlashDatabase database, ILedger ledger, ILedgerReader reader, ICardService cards, IProgrammes programmes, TimeProvider time)
{
    /// <summary>The code of such a transfer.</summary>
    public const string Code = "move";

    public async Task<Result<HolderMove>> Move(string storeId, string holder, MoveMoney command, string key, CancellationToken cancellationToken)
    {
        if (command.From == command.To)
            return Refusal.Invalid("to", "Another card than the one that gives.");
        var from = await cards.Find(storeId, command.From, cancellationToken);
        if (!from.Ok)
            return from.Refusal;
        var asset = from.Value.Asset;
        if (!asset.TryParse(command.Amount?.Trim(), out var amount) || amount <= 0)
            return Refusal.Invalid("amount", $"More than zero, as a decimal in {asset.Code} with at most {asset.Scale} decimals.");
        var request = new TransferRequest($"move:{key}", Transfer.Post(Code, command.From, command.To, asset, amount));
        // A repeated request answers what the first did, whatever happened to the cards since: also when the first came to its end only while this one waited for it.
        if (await reader.FindByKey(storeId, request.Key, cancellationToken) is not null)
            return await Move(storeId, holder, command, request, asset, amount, true, cancellationToken);
        var moved = await Move(storeId, holder, command, request, asset, amount, false, cancellationToken);
        return moved.Ok || await reader.FindByKey(storeId, request.Key, cancellationToken) is null ? moved
            : await Move(storeId, holder, command, request, asset, amount, true, cancellationToken);
    }

    private async Task<Result<HolderMove>> Move(string storeId, string holder, MoveMoney command, TransferRequest request, Asset asset, long amount, bool again,
        CancellationToken cancellationToken)
    {
        var programme = await programmes.Find(storeId, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Changes of nothing take the store's lock and answer both accounts as they now stay.
        var gives = await ledger.ChangeAccount(storeId, command.From, new AccountChange(), transaction, cancellationToken);
        var gets = await ledger.ChangeAccount(storeId, command.To, new AccountChange(), transaction, cancellationToken);
        if (!again)
        {
            if (!await CardHolders.Hold(transaction, storeId, holder, [command.From, command.To], cancellationToken))
                return CardRefusals.NotFound;
            if ((Obstacle(gives, true) ?? Obstacle(gets, false)) is { } obstacle)
                return obstacle;
            if (programme?.MaxBalance is { } most && gets!.Posted > most - amount)
                return LoadRefusals.MaxBalanceExceeded;
        }
        var written = await ledger.Write(transaction, storeId, request, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (written is Refused refused)
            return Refuse(refused.Reason);
        var transfer = ((Written)written).Transfers[0];
        return new HolderMove(transfer.Id, transfer.CreatedAt, transfer.Debit, transfer.Credit, transfer.Amount, asset, transfer.DebitBalance, transfer.CreditBalance);
    }

    private Refusal? Obstacle(Account? account, bool gives) => account switch
    {
        null => CardRefusals.Closed,
        _ when account.Flags.HasFlag(AccountFlags.Closed) => CardRefusals.Closed,
        _ when account.Flags.HasFlag(AccountFlags.Frozen) => CardRefusals.Frozen,
        _ when gives && account.Flags.HasFlag(AccountFlags.Inactive) => HolderRefusals.NotActive,
        { ValidUntil: { } until } when until <= time.GetUtcNow() => CardRefusals.Expired,
        _ => null
    };

    private static Refusal Refuse(LedgerRefusal reason) => reason switch
    {
        LedgerRefusal.AccountFrozen => CardRefusals.Frozen,
        LedgerRefusal.AccountInactive => HolderRefusals.NotActive,
        LedgerRefusal.AccountExpired => CardRefusals.Expired,
        LedgerRefusal.AccountNotFound => CardRefusals.NotFound,
        _ => CardMoney.Refuse(reason)
    };
}
