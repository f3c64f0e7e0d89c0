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

    public async Task<Result<Adopted>> Adopt(string storeId, Guid cardId, string pullPaymentId, string? by, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (pullPaymentId is not { Length: > 0 and <= 50 } || !Text.IsStorable(pullPaymentId) || await pullPayments.Find(storeId, pullPaymentId, cancellationToken) is not { } before)
            return BoltcardRefusals.PullPaymentNotFound;
        if (Factor(before.Currency, card.Asset) is not { } factor)
            return BoltcardRefusals.PullPaymentCurrency;
        var started = await Start(storeId, card, pullPaymentId, before, cancellationToken);
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
        // A claim of the last moment that the archiving cancelled may have been on its way: it counts as paid.
        var spent = closed.Payouts.Where(p => p.State == PullPaymentPayoutState.Completed || p.At >= row.StartedAt).Sum(p => p.Amount);
        var left = Math.Max(0, (closed.Limit - spent) * factor);
        if (left > Asset.MaxAmount)
            return CardRefusals.BalanceTooLarge;
        return await Credit(storeId, card, pullPaymentId, (long)decimal.Floor(left), by, cancellationToken);
    }

    /// <summary>The durable intent: the first one's, if there was one. Keeps no connection, since others are needed afterwards.</summary>
    private async Task<Result<Row>> Start(string storeId, Card card, string pullPaymentId, PullPayment before, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        const string read = "select card_id CardId, amount, started_at StartedAt from flash.adoptions where store_id = @storeId and pull_payment_id = @pullPaymentId";
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(read, new { storeId, pullPaymentId }, cancellationToken: cancellationToken));
        if (row is not null)
            return row;
        if (card.State == CardState.Closed)
            return CardRefusals.Closed;
        if (!before.Running)
            return BoltcardRefusals.PullPaymentClosed;
        if (Busy(before))
            return BoltcardRefusals.PullPaymentBusy;
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.adoptions (store_id, pull_payment_id, card_id, started_at) values (@storeId, @pullPaymentId, @cardId, @now) on conflict do nothing
            """, new { storeId, pullPaymentId, cardId = card.Id, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
        return await connection.QuerySingleAsync<Row>(new CommandDefinition(read, new { storeId, pullPaymentId }, cancellationToken: cancellationToken));
    }

    private async Task<Result<Adopted>> Credit(string storeId, Card card, string pullPaymentId, long amount, string? by, CancellationToken cancellationToken)
    {
        var source = await ledger.StoreAccount(storeId, card.Asset, AccountCodes.PullPayments, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One at a time; the first one's amount stands.
        var credited = await connection.QuerySingleAsync<long?>(new CommandDefinition(
            "select amount from flash.adoptions where store_id = @storeId and pull_payment_id = @pullPaymentId for update", new { storeId, pullPaymentId }, transaction, cancellationToken: cancellationToken));
        if (credited is { } already)
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
