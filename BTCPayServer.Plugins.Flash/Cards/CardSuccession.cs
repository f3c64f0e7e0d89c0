using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using Dapper;
using Newtonsoft.Json;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>
/// Puts a new card in the place of another: all that the old one was moves in one transaction behind the store's lock, and the old one is closed in it. What
/// reaches the old one later, since it was held, is refunded or was paid for an open load, the ledger moves on (<see cref="AccountFlags.Replaced"/>).
/// </summary>
internal sealed class CardSuccession(FlashDatabase database, ILedger ledger, CardRepository cards, CardIssuer issuer, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>The code of the transfers that move the balance, and later what follows.</summary>
    public const string Replacement = "replacement";

    /// <summary>
    /// Replaces a card. What is available, own limits, what was spent on the day, validity, holder, label and metadata move; the new card is active when the old one was
    /// activated, frozen or not. Refused: <c>card-closed</c>.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="id">The old card.</param>
    /// <param name="kind">What the new one is.</param>
    /// <param name="by">Who asked; kept with the transfer.</param>
    /// <param name="also">What else belongs into the transaction, told the new card; a refusal undoes all of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<IssuedCard>> Replace(string storeId, Guid id, CardKind kind, string? by, Func<NpgsqlTransaction, Guid, Task<Refusal?>> also, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, id, cancellationToken) is not { } old)
            return CardRefusals.NotFound;
        if (old.State is CardState.Closed)
            return CardRefusals.Closed;
        for (var attempt = 1; ; attempt++)
        {
            // The new card waits, empty and not active, until the transaction below; a retry finds it again. No header holds a space, so nobody else has the key.
            var issued = await issuer.Issue(storeId, new IssueCard(kind), $"replace {id:N} {kind}{(attempt == 1 ? "" : $" {attempt}")}", cancellationToken);
            if (!issued.Ok)
                return issued;
            if (await Replace(storeId, old, issued.Value, by, also, cancellationToken) is { } replaced)
                return replaced;
            if (await cards.ById(storeId, id, cancellationToken) is not { State: not CardState.Closed })
                return CardRefusals.Closed;
            // Somebody found the waiting card first and closed it, or gave it to somebody.
            if (attempt == Attempts)
                throw new InvalidOperationException($"The cards that were made to replace {id} were all taken for something else.");
        }
    }

    /// <summary>Null when the old card is closed, or the new one not new any more.</summary>
    private async Task<Result<IssuedCard>?> Replace(string storeId, Card old, IssuedCard issued, string? by, Func<NpgsqlTransaction, Guid, Task<Refusal?>> also, CancellationToken cancellationToken)
    {
        var (id, successor) = (old.Id, issued.Card.Id);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Takes the store's lock: from here on nothing moves.
        if (await ledger.ReplaceAccount(transaction, storeId, id, successor, cancellationToken) is not { } account)
            return null;
        // What is held stays with its hold. Should it become free, the ledger moves it on.
        if (account.Available > 0)
        {
            var transfer = Transfer.Post(Replacement, id, successor, old.Asset, account.Available) with
            {
                Staff = true,
                Details = JsonConvert.SerializeObject(new { replaces = id, by })
            };
            if (await ledger.Write(transaction, storeId, new TransferRequest($"replace:{id:N}", transfer), cancellationToken) is Refused refused)
                return CardMoney.Refuse(refused.Reason);
        }
        var now = time.GetUtcNow();
        var active = !account.Flags.HasFlag(AccountFlags.Inactive);
        if (await connection.ExecuteAsync(new CommandDefinition("""
            update flash.cards n set first_card = coalesce(o.first_card, o.id), holder = o.holder, label = o.label, metadata = o.metadata, own_limits = o.own_limits, valid_until = o.valid_until,
                   state = case when @active then 1 else 0 end, activated_at = case when @active then coalesce(o.activated_at, @now) end,
                   activation_hash = case when @active then null else n.activation_hash end
              from flash.cards o where n.store_id = @storeId and n.id = @successor and n.holder is null and n.activated_at is null and o.store_id = @storeId and o.id = @id
            """, new { storeId, id, successor, active, now }, transaction, cancellationToken: cancellationToken)) == 0)
            return null;
        await connection.ExecuteAsync(new CommandDefinition("update flash.cards set state = 4 where store_id = @storeId and id = @id",
            new { storeId, id }, transaction, cancellationToken: cancellationToken));
        if (await also(transaction, successor) is { } refusal)
            return refusal;
        // Read on the connection at hand: who holds one and waits for another may wait for ever.
        var shown = await cards.ByIds(transaction, storeId, [successor], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return issued with
        {
            Card = shown[0],
            ActivationCode = active ? null : issued.ActivationCode
        };
    }
}
