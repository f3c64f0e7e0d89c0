using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using Dapper;
using Newtonsoft.Json;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>
/// Changes a card's state. The account decides and comes first, behind the store's lock; the card's row, by which is searched, follows in the same transaction.
/// </summary>
internal sealed class CardLife(FlashDatabase database, ILedger ledger, CardRepository cards, CardSecrets secrets, TimeProvider time) : ICardActivation
{
    private const int MaxAttempts = 5;

    public async Task<Result<Card>> Activate(string storeId, Guid id, string? code, string? holder, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, id, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (card.State is CardState.Closed)
            return CardRefusals.Closed;
        if (card.ActivatedAt is not null)
            return code is null ? card : CardRefusals.AlreadyActive;
        if (card.State is CardState.Frozen)
            return CardRefusals.Frozen;
        if (code is not null && await WrongCode(storeId, id, code, cancellationToken) is { } wrong)
            return wrong;
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Activate(transaction, storeId, id, holder, cancellationToken);
        return await Commit(transaction, storeId, id, cancellationToken);
    }

    public Task<bool> Activate(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken) =>
        Activate(transaction, storeId, id, null, cancellationToken);

    private async Task<bool> Activate(NpgsqlTransaction transaction, string storeId, Guid id, string? holder, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var programme = await ProgrammeRepository.Read(transaction, storeId, cancellationToken);
        DateTimeOffset? until = programme?.ValidityMonths is { } months ? now.AddMonths(months) : null;
        await using var point = await SavePoint.Begin(transaction, cancellationToken);
        if (await ledger.ChangeAccount(storeId, id, new AccountChange(Clear: AccountFlags.Inactive, Validity: new AccountValidity(until)), transaction, cancellationToken) is not { } account
            || account.Flags.HasFlag(AccountFlags.Frozen)
            || await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
                update flash.cards set state = 1, activated_at = @now, valid_until = @until, activation_hash = null, attempts = 0, holder = coalesce(holder, @holder)
                 where store_id = @storeId and id = @id and activated_at is null and (@holder::text is null or holder is null or holder = @holder)
                """, new { storeId, id, now, until, holder }, transaction, cancellationToken: cancellationToken)) == 0)
            return false;
        point.Keep();
        return true;
    }

    public Task<Result<Card>> Freeze(string storeId, Guid id, Func<NpgsqlTransaction, Task<Refusal?>>? also, CancellationToken cancellationToken) =>
        Change(storeId, id, new AccountChange(Set: AccountFlags.Frozen), also, cancellationToken);

    public Task<Result<Card>> Unfreeze(string storeId, Guid id, Func<NpgsqlTransaction, Task<Refusal?>> also, CancellationToken cancellationToken) =>
        Change(storeId, id, new AccountChange(Clear: AccountFlags.Frozen), also, cancellationToken);

    public async Task<Result<Card>> Close(string storeId, Guid id, CardPayout payout, string? by, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, id, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (card.State is CardState.Closed)
            return card;
        var target = payout is CardPayout.None ? Guid.Empty
            : await ledger.StoreAccount(storeId, card.Asset, payout is CardPayout.PaidOut ? AccountCodes.PaidOut : AccountCodes.WrittenOff, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A change of nothing takes the store's lock: from here on the balance stands still.
        if (await ledger.ChangeAccount(storeId, id, new AccountChange(), transaction, cancellationToken) is not { } account)
            return await Commit(transaction, storeId, id, cancellationToken);
        if (account.Held > 0)
            return CardRefusals.HasHolds;
        if (account.Posted > 0)
        {
            if (payout is CardPayout.None)
                return CardRefusals.HasBalance;
            var transfer = Transfer.Post("close", id, target, card.Asset, account.Posted) with { Staff = true, Details = JsonConvert.SerializeObject(new { by }) };
            if (await ledger.Write(transaction, storeId, new TransferRequest($"close:{id:N}", transfer), cancellationToken) is Refused refused)
                return CardMoney.Refuse(refused.Reason);
        }
        if (await ledger.ChangeAccount(storeId, id, new AccountChange(Set: AccountFlags.Closed), transaction, cancellationToken) is null)
            // Something is held on a card whose place it took, and may come back to it.
            return CardRefusals.HasHolds;
        await Copy(transaction, storeId, id, CardState.Closed, cancellationToken);
        return await Commit(transaction, storeId, id, cancellationToken);
    }

    public async Task<Result<Card>> Update(string storeId, Guid id, CardUpdate update, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, id, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        var holder = CardRules.Text("holder", update.Holder.Value, CardRules.MaxHolder);
        var label = CardRules.Text("label", update.Label.Value, CardRules.MaxLabel);
        var metadata = CardRules.Metadata(update.Metadata.Value);
        var limits = CardRules.Limits(update.Limits.Value, card.Asset);
        if ((holder.Refusal ?? label.Refusal ?? metadata.Refusal ?? limits.Refusal) is { } wrong)
            return wrong;
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (update.Limits.Given)
        {
            var programme = await ProgrammeRepository.Share(transaction, storeId, cancellationToken);
            var change = limits.Value.Value is { } own
                ? new AccountChange(Clear: AccountFlags.SharedLimits, Limits: own)
                : new AccountChange(Set: AccountFlags.SharedLimits, Limits: new AccountLimits(programme?.ChargeLimit, programme?.DayLimit));
            if (await ledger.ChangeAccount(storeId, id, change, transaction, cancellationToken) is null)
                return CardRefusals.Closed;
        }
        await connection.ExecuteAsync(new CommandDefinition("""
            update flash.cards set holder = case when @setHolder then @holder else holder end,
                   label = case when @setLabel then @label else label end,
                   metadata = case when @setMetadata then @metadata::jsonb else metadata end,
                   own_limits = case when @setLimits then @own else own_limits end
             where store_id = @storeId and id = @id
            """, new
        {
            storeId,
            id,
            setHolder = update.Holder.Given,
            holder = holder.Value.Value,
            setLabel = update.Label.Given,
            label = label.Value.Value,
            setMetadata = update.Metadata.Given,
            metadata = metadata.Value.Value,
            setLimits = update.Limits.Given,
            own = limits.Value.Value is not null
        }, transaction, cancellationToken: cancellationToken));
        return await Commit(transaction, storeId, id, cancellationToken);
    }

    private async Task<Result<Card>> Change(string storeId, Guid id, AccountChange change, Func<NpgsqlTransaction, Task<Refusal?>>? also, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, id, cancellationToken) is null)
            return CardRefusals.NotFound;
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ledger.ChangeAccount(storeId, id, change, transaction, cancellationToken) is not { } account)
            return CardRefusals.Closed;
        if (also is not null && await also(transaction) is { } refusal)
            return refusal;
        await Copy(transaction, storeId, id, CardRow.State(account, time.GetUtcNow()), cancellationToken);
        return await Commit(transaction, storeId, id, cancellationToken);
    }

    /// <summary>Counts the try before it looks at the code, so that no number of callers at once gets more than five.</summary>
    private async Task<Refusal?> WrongCode(string storeId, Guid id, string code, CancellationToken cancellationToken)
    {
        var secret = await secrets.Of(storeId, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        var hash = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition("""
            update flash.cards set attempts = attempts + 1 where store_id = @storeId and id = @id and attempts < @MaxAttempts and activation_hash is not null
            returning activation_hash
            """, new { storeId, id, MaxAttempts }, cancellationToken: cancellationToken));
        if (hash is null)
            return CardRefusals.CodeLocked;
        return CryptographicOperations.FixedTimeEquals(hash, secret.CodeHash(id, code)) ? null : CardRefusals.CodeWrong;
    }

    private static Task Copy(NpgsqlTransaction transaction, string storeId, Guid id, CardState state, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("update flash.cards set state = @state where store_id = @storeId and id = @id",
            new { storeId, id, state = (short)state }, transaction, cancellationToken: cancellationToken));

    /// <summary>Answers the card as it is now. Read on the same connection: callers who hold one and wait for another would wait for each other.</summary>
    private async Task<Result<Card>> Commit(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken)
    {
        var now = await cards.ByIds(transaction, storeId, [id], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return now is [var card] ? card : CardRefusals.NotFound;
    }
}
