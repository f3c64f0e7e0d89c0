using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>A card's history and corrections.</summary>
internal sealed class CardMoney(ILedger ledger, ILedgerReader reader, CardRepository cards)
{
    /// <summary>The code of a correction by staff.</summary>
    public const string Adjustment = "adjustment";

    public async Task<Result<Page<CardEntry>>> History(string storeId, Guid id, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (!Paging.TryReadSeq(cursor, out var before))
            return CardRefusals.CursorInvalid;
        if (await cards.ById(storeId, id, cancellationToken) is null)
            return CardRefusals.NotFound;
        var records = await reader.History(storeId, id, before, limit + 1, cancellationToken);
        var page = records.Take(limit).Select(record => Entry(record, id)).ToList();
        return new Page<CardEntry>(page, records.Count > limit ? Paging.Cursor(page[^1].Seq) : null);
    }

    public async Task<Result<CardEntry>> Adjust(string storeId, Guid id, string? amount, string? reason, string? by, string key, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, id, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (!card.Asset.TryParse(amount?.Trim(), out var minor) || minor == 0)
            return Refusal.Invalid("amount", $"Not zero, as a signed decimal in {card.Asset.Code} with at most {card.Asset.Scale} decimals.");
        var why = CardRules.Text("reason", reason, 500);
        if (!why.Ok)
            return why.Refusal;
        if (why.Value.Value is null)
            return Refusal.Invalid("reason", "A reason is needed.");
        // Money for a card that was replaced would go on to the new one; staff should know which card they correct.
        if (card.State is CardState.Closed && await reader.FindByKey(storeId, $"adjust:{key}", cancellationToken) is null)
            return CardRefusals.Closed;
        var account = await ledger.StoreAccount(storeId, card.Asset, AccountCodes.Adjustments, cancellationToken);
        var transfer = (minor > 0 ? Transfer.Post(Adjustment, account, id, card.Asset, minor) : Transfer.Post(Adjustment, id, account, card.Asset, -minor))
            with
        { Staff = true, Details = JsonConvert.SerializeObject(new { reason = why.Value.Value, by }) };
        return await ledger.Write(storeId, new TransferRequest($"adjust:{key}", transfer), cancellationToken) switch
        {
            Written written => Entry(written.Transfers[0], id),
            Refused refused => Refuse(refused.Reason),
            var other => throw new InvalidOperationException($"The ledger answered {other}.")
        };
    }

    /// <summary>The ledger's refusal of a movement by staff, as the API tells it.</summary>
    public static Refusal Refuse(LedgerRefusal reason) => reason switch
    {
        LedgerRefusal.KeyReused => CardRefusals.KeyReused,
        LedgerRefusal.AccountClosed => CardRefusals.Closed,
        LedgerRefusal.InsufficientFunds => CardRefusals.InsufficientFunds,
        LedgerRefusal.BalanceOverflow => CardRefusals.BalanceTooLarge,
        _ => throw new InvalidOperationException($"The ledger refused a movement by staff: {reason}.")
    };

    private static CardEntry Entry(TransferRecord record, Guid card)
    {
        var gave = record.Debit == card;
        // What a hold let go has the accounts of the hold, and goes the other way.
        var back = record.Kind is TransferKind.Void or TransferKind.Expire;
        return new CardEntry(record.Seq, record.Id, record.CreatedAt, record.Code, record.Kind, gave != back ? -record.Amount : record.Amount,
            gave ? record.DebitBalance : record.CreditBalance, record.Parent, record.Reference, record.Details, record.ExpiresAt);
    }
}
