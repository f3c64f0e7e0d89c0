using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using Dapper;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>Adoption in the order that loses nothing: written down, archived, counted, credited.</summary>
internal sealed class Adoption(FlashDatabase database, ICardFinder cards, ILedger ledger, IStorePullPayments pullPayments, TimeProvider time) : IAdoption
{
    /// <summary>The code of the transfer.</summary>
    public const string Code = "adoption";

    private sealed class Row
    {
        public Guid CardId { get; set; }
        public long? Amount { get; set; }
        public DateTimeOffset StartedAt { get; set; }
    }

    private const string Read = "select card_id CardId, amount, started_at StartedAt from flash.adoptions where store_id = @storeId and pull_payment_id = @pullPaymentId";

    public async Task<Result<Adopted>> Adopt(string storeId, Guid cardId, string pullPaymentId, string? by, CancellationToken cancellationToken)
    {
        var terms = await Terms(storeId, cardId, pullPaymentId, cancellationToken);
        if (!terms.Ok)
            return terms.Refusal;
        var (card, before, factor) = terms.Value;
        var started = await Start(storeId, card, pullPaymentId, before, factor, cancellationToken);
        if (!started.Ok)
            return started.Refusal;
        var row = started.Value;
        if (row.CardId != cardId)
            return BoltcardRefusals.PullPaymentAdopted;
        if (row.Amount is { } credited)
            return new Adopted(pullPaymentId, cardId, card.Asset, credited);

        await pullPayments.Close(storeId, pullPaymentId, cancellationToken);
        // Nothing can be claimed from here on: what is counted now stays.
        if (await pullPayments.Find(storeId, pullPaymentId, cancellationToken) is not { Running: false } closed)
            throw new InvalidOperationException($"Pull payment {pullPaymentId} is not archived.");
        if (Busy(closed))
            return BoltcardRefusals.PullPaymentBusy;
        var left = Left(closed, row.StartedAt, factor);
        if (left > Asset.MaxAmount)
            return CardRefusals.BalanceTooLarge;
        return await Credit(storeId, card, pullPaymentId, (long)left, by, cancellationToken);
    }

    public async Task<Result<AdoptionPlan>> Look(string storeId, Guid cardId, string pullPaymentId, CancellationToken cancellationToken)
    {
        var terms = await Terms(storeId, cardId, pullPaymentId, cancellationToken);
        if (!terms.Ok)
            return terms.Refusal;
        var (card, now, factor) = terms.Value;
        var row = await Begun(storeId, pullPaymentId, cancellationToken);
        if (row is not null && row.CardId != cardId && !await Free(storeId, row, card, cancellationToken))
            return BoltcardRefusals.PullPaymentAdopted;
        if (row is null && Obstacle(card, now, factor) is { } refusal)
            return refusal;
        if (row is { Amount: null } && Busy(now))
            return BoltcardRefusals.PullPaymentBusy;
        var left = Left(now, row?.StartedAt, factor);
        return left > Asset.MaxAmount
            ? CardRefusals.BalanceTooLarge
            : new AdoptionPlan(pullPaymentId, now.Currency, now.Limit, Spent(now, row?.StartedAt), card.Asset, (long)left, row?.StartedAt, row?.Amount);
    }

    /// <summary>The card, the pull payment, and minor units of the one for one of the other's currency.</summary>
    private async Task<Result<(Card Card, PullPayment PullPayment, decimal Factor)>> Terms(string storeId, Guid cardId, string pullPaymentId, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (pullPaymentId is not { Length: > 0 and <= 50 } || !Text.IsStorable(pullPaymentId) || await pullPayments.Find(storeId, pullPaymentId, cancellationToken) is not { } found)
            return BoltcardRefusals.PullPaymentNotFound;
        return Factor(found.Currency, card.Asset) is { } factor ? (card, found, factor) : BoltcardRefusals.PullPaymentCurrency;
    }

    private async Task<Row?> Begun(string storeId, string pullPaymentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(Read, new { storeId, pullPaymentId }, cancellationToken: cancellationToken));
    }

    /// <summary>The durable intent: the first one's, if there was one. Keeps no connection, since others are needed afterwards.</summary>
    private async Task<Result<Row>> Start(string storeId, Card card, string pullPaymentId, PullPayment before, decimal factor, CancellationToken cancellationToken)
    {
        if (await Begun(storeId, pullPaymentId, cancellationToken) is { } row)
            return row.CardId != card.Id && await Free(storeId, row, card, cancellationToken) ? await Pass(storeId, row, card, pullPaymentId, cancellationToken) : row;
        if (Obstacle(card, before, factor) is { } refusal)
            return refusal;
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.adoptions (store_id, pull_payment_id, card_id, started_at) values (@storeId, @pullPaymentId, @cardId, @now) on conflict do nothing
            """, new { storeId, pullPaymentId, cardId = card.Id, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<Row>(new CommandDefinition(Read, new { storeId, pullPaymentId }, cancellationToken: cancellationToken));
    }

    /// <summary>Whether what was begun for one card may go to another: that one was closed before it had anything, and takes nothing any more.</summary>
    private async Task<bool> Free(string storeId, Row row, Card card, CancellationToken cancellationToken) =>
        row.Amount is null && card.State != CardState.Closed && await cards.ById(storeId, row.CardId, cancellationToken) is not { State: not CardState.Closed };

    private async Task<Row> Pass(string storeId, Row row, Card card, string pullPaymentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            update flash.adoptions set card_id = @to where store_id = @storeId and pull_payment_id = @pullPaymentId and card_id = @from and amount is null
            """, new { storeId, pullPaymentId, from = row.CardId, to = card.Id }, cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<Row>(new CommandDefinition(Read, new { storeId, pullPaymentId }, cancellationToken: cancellationToken));
    }

    /// <summary>Why it cannot be begun. Once it is, the pull payment is gone for everybody else.</summary>
    private static Refusal? Obstacle(Card card, PullPayment pullPayment, decimal factor) =>
        card.State == CardState.Closed ? CardRefusals.Closed
        : !pullPayment.Running ? BoltcardRefusals.PullPaymentClosed
        : Busy(pullPayment) ? BoltcardRefusals.PullPaymentBusy
        : Left(pullPayment, null, factor) > Asset.MaxAmount ? CardRefusals.BalanceTooLarge
        : null;

    /// <summary>What was paid out. A claim of the last moment that the archiving cancelled may have been on its way: it counts as paid.</summary>
    private static decimal Spent(PullPayment pullPayment, DateTimeOffset? startedAt) =>
        pullPayment.Payouts.Where(p => p.State == PullPaymentPayoutState.Completed || p.At >= startedAt).Sum(p => p.Amount);

    /// <summary>Whole minor units of what is left; some number above <see cref="Asset.MaxAmount"/> when it is more than that.</summary>
    private static decimal Left(PullPayment pullPayment, DateTimeOffset? startedAt, decimal factor)
    {
        try
        {
            return decimal.Floor(Math.Max(0, (pullPayment.Limit - Spent(pullPayment, startedAt)) * factor));
        }
        catch (OverflowException)
        {
            return decimal.MaxValue;
        }
    }

    private async Task<Result<Adopted>> Credit(string storeId, Card card, string pullPaymentId, long amount, string? by, CancellationToken cancellationToken)
    {
        var source = await ledger.StoreAccount(storeId, card.Asset, AccountCodes.PullPayments, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One at a time; the first one's amount stands.
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition($"{Read} for update", new { storeId, pullPaymentId }, transaction, cancellationToken: cancellationToken));
        if (row.CardId != card.Id)
            return BoltcardRefusals.PullPaymentAdopted;
        if (row.Amount is { } already)
            return new Adopted(pullPaymentId, card.Id, card.Asset, already);
        if (amount > 0)
        {
            var transfer = Transfer.Post(Code, source, card.Id, card.Asset, amount) with
            {
                Staff = true,
                Reference = pullPaymentId,
                Details = JsonConvert.SerializeObject(new { pullPayment = pullPaymentId, by })
            };
            if (await ledger.Write(transaction, storeId, new TransferRequest($"adopt:{pullPaymentId}", transfer), cancellationToken) is Refused refused)
                return CardMoney.Refuse(refused.Reason);
        }
        await connection.ExecuteAsync(new CommandDefinition("update flash.adoptions set amount = @amount where store_id = @storeId and pull_payment_id = @pullPaymentId",
            new { storeId, pullPaymentId, amount }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new Adopted(pullPaymentId, card.Id, card.Asset, amount);
    }

    private static bool Busy(PullPayment pullPayment) => pullPayment.Payouts.Any(p => p.State == PullPaymentPayoutState.Open);

    /// <summary>Minor units of the card's asset for one of the pull payment's currency; null when that takes a rate.</summary>
    private static decimal? Factor(string currency, Asset asset)
    {
        var units = currency == asset.Code ? 1m : (currency, asset.Code) switch { ("BTC", "SATS") => 100_000_000m, ("SATS", "BTC") => 0.00000001m, _ => (decimal?)null };
        for (var i = 0; i < asset.Scale; i++)
            units *= 10;
        return units;
    }
}
