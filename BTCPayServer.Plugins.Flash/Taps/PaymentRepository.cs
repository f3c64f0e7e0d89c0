using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Payments as rows.</summary>
internal sealed class PaymentRepository(FlashDatabase database)
{
    public async Task<OutgoingPayment?> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        (await Query("where store_id = @storeId and id = @id", new { storeId, id }, cancellationToken)).SingleOrDefault();

    public async Task<OutgoingPayment?> ByHash(string storeId, string hash, CancellationToken cancellationToken) =>
        (await Query("where store_id = @storeId and payment_hash = @hash", new { storeId, hash }, cancellationToken)).SingleOrDefault();

    public Task<IReadOnlyList<OutgoingPayment>> List(string storeId, Guid? cardId, PaymentStatus? status, Guid? before, int limit, CancellationToken cancellationToken) =>
        Query($"""
            where store_id = @storeId {(cardId is null ? "" : "and card_id = @cardId")} {(status is null ? "" : "and status = @status")}
            {(before is null ? "" : "and id < @before")} order by id desc limit {limit}
            """, new { storeId, cardId, status = (short?)status, before }, cancellationToken);

    /// <summary>Open payments after an id, of all stores.</summary>
    public Task<IReadOnlyList<OutgoingPayment>> Open(Guid after, int limit, CancellationToken cancellationToken) =>
        Query("where next_check is not null and id > @after order by id limit @limit", new { after, limit }, cancellationToken);

    /// <summary>Open payments whose time to be looked after has come.</summary>
    public Task<IReadOnlyList<OutgoingPayment>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Query("where next_check <= @now order by next_check limit @limit", new { now, limit }, cancellationToken);

    /// <summary>Adds a payment; false when its hash is known in the store.</summary>
    public static async Task<bool> Insert(NpgsqlTransaction transaction, OutgoingPayment p, DateTimeOffset nextCheck, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.outgoing_payments (store_id, id, card_id, payment_hash, bolt11, amount_msat, fee_cap_msat, asset, scale, amount, fee_cap, rate, spread,
                amount_hold, fee_hold, expires_at, next_check, created_at)
            values (@StoreId, @Id, @CardId, @PaymentHash, @Bolt11, @AmountMsat, @FeeCapMsat, @Code, @Scale, @Amount, @FeeCap, @Rate, @Spread,
                @AmountHold, @FeeHold, @ExpiresAt, @nextCheck, @CreatedAt)
            on conflict (store_id, payment_hash) do nothing
            """, new
        {
            p.StoreId,
            p.Id,
            p.CardId,
            p.PaymentHash,
            p.Bolt11,
            p.AmountMsat,
            p.FeeCapMsat,
            p.Asset.Code,
            Scale = (short)p.Asset.Scale,
            p.Amount,
            p.FeeCap,
            p.Rate,
            p.Spread,
            p.AmountHold,
            p.FeeHold,
            ExpiresAt = p.ExpiresAt.ToUniversalTime(),
            nextCheck,
            p.CreatedAt
        }, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>A tap: its card, the invoice that it went for, its end; null when there is none such.</summary>
    public async Task<(Guid CardId, string? PaymentHash, DateTimeOffset ExpiresAt)?> Session(string storeId, Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<(Guid, string?, DateTimeOffset)?>(new CommandDefinition(
            "select card_id, payment_hash, expires_at from flash.tap_sessions where store_id = @storeId and id = @id", new { storeId, id }, cancellationToken: cancellationToken));
    }

    /// <summary>Binds a tap to an invoice; false when it went for another one, or its time is over.</summary>
    public static async Task<bool> UseSession(NpgsqlTransaction transaction, string storeId, Guid sessionId, Guid cardId, string hash, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            update flash.tap_sessions set payment_hash = @hash
             where store_id = @storeId and id = @sessionId and card_id = @cardId and payment_hash is null and expires_at > @now
            """, new { storeId, sessionId, cardId, hash, now }, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>The right to ask the node, given once. False: the payment is over, or somebody else has it.</summary>
    public async Task<bool> Attempt(OutgoingPayment payment, DateTimeOffset now, DateTimeOffset nextCheck, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update flash.outgoing_payments set attempted_at = @now, next_check = @nextCheck
             where store_id = @StoreId and id = @Id and status = 0 and attempted_at is null
            """, new { payment.StoreId, payment.Id, now, nextCheck }, cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Ends a payment, in the transaction that moves its money. False: it is over. With <paramref name="unattempted"/> only when nobody ever got the right to ask the node.</summary>
    public static async Task<bool> End(NpgsqlTransaction transaction, OutgoingPayment payment, OutgoingPayment ended, bool unattempted, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            update flash.outgoing_payments set status = @status, fee_msat = @FeeMsat, fee = @Fee, preimage = @Preimage, failure = @Failure, resolved_at = @ResolvedAt, next_check = null
             where store_id = @StoreId and id = @Id and status = 0 and (not @unattempted or attempted_at is null)
            """, new { payment.StoreId, payment.Id, status = (short)ended.Status, ended.FeeMsat, ended.Fee, ended.Preimage, ended.Failure, ended.ResolvedAt, unattempted },
            transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>Looks again later: after ten seconds, and ever longer up to ten minutes.</summary>
    public async Task Postpone(OutgoingPayment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            update flash.outgoing_payments set looks = looks + 1, next_check = @now + least(interval '10 seconds' * power(1.5, least(looks, 20)), interval '10 minutes')
             where store_id = @StoreId and id = @Id and status = 0
            """, new { payment.StoreId, payment.Id, now }, cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyList<OutgoingPayment>> Query(string where, object arguments, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return [.. (await connection.QueryAsync<PaymentRow>(new CommandDefinition($"{PaymentRow.Select} {where}", arguments, cancellationToken: cancellationToken))).Select(r => r.ToPayment())];
    }
}
