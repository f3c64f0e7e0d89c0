using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Payments as rows.</summary>
internal sealed class PaymentRepository
{
    private const int MaxBatch = 256;

    private readonly FlashDatabase _database;
    private readonly TimeProvider _time;
    private readonly Gathered<(string Store, string Hash, Guid? TapId), IReadOnlyList<OutgoingPayment>> _known;
    private readonly Lanes<Attempted, AttemptOutcome> _attempts;

    public PaymentRepository(FlashDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _known = new(Known);
        _attempts = new(Attempt, static () =>
        {
            var seen = new HashSet<Guid>();
            return attempt => seen.Count < MaxBatch && seen.Add(attempt.Id);
        });
    }

    public async Task<OutgoingPayment?> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        (await Query("where store_id = @storeId and id = @id", new { storeId, id }, cancellationToken)).SingleOrDefault();

    /// <summary>The payment of a hash, and the one of a tap: at most two, or one that is both.</summary>
    public async Task<IReadOnlyList<OutgoingPayment>> Of(string storeId, string hash, Guid? tapId, CancellationToken cancellationToken) =>
        await _known.Find((storeId, hash, tapId), cancellationToken) ?? [];

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

    /// <summary>Adds payments of one store; answers those whose hash and tap are new in it.</summary>
    public static async Task<HashSet<Guid>> Insert(NpgsqlTransaction transaction, string storeId, IReadOnlyList<OutgoingPayment> payments, TimeSpan patience, CancellationToken cancellationToken) =>
        [.. await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition("""
            insert into flash.outgoing_payments (store_id, id, card_id, tap_id, payment_hash, bolt11, amount_msat, fee_cap_msat, asset, scale, amount, fee_cap, rate, spread,
                amount_hold, fee_hold, node, expires_at, next_check, created_at)
            select @storeId, p.id, p.card_id, p.tap_id, p.payment_hash, p.bolt11, p.amount_msat, p.fee_cap_msat, p.asset, p.scale, p.amount, p.fee_cap, p.rate, p.spread,
                   p.amount_hold, p.fee_hold, p.node, p.expires_at, p.created_at + @patience, p.created_at
              from unnest(@ids, @cards, @taps, @hashes, @bolt11s, @amountsMsat, @feeCapsMsat, @assets, @scales, @amounts, @feeCaps, @rates, @spreads, @amountHolds, @feeHolds, @nodes, @expiries, @begun)
                as p (id, card_id, tap_id, payment_hash, bolt11, amount_msat, fee_cap_msat, asset, scale, amount, fee_cap, rate, spread, amount_hold, fee_hold, node, expires_at, created_at)
            on conflict do nothing
            returning id
            """, new
        {
            storeId,
            patience,
            ids = payments.Select(p => p.Id).ToArray(),
            cards = payments.Select(p => p.CardId).ToArray(),
            taps = payments.Select(p => p.TapId).ToArray(),
            hashes = payments.Select(p => p.PaymentHash).ToArray(),
            bolt11s = payments.Select(p => p.Bolt11).ToArray(),
            amountsMsat = payments.Select(p => p.AmountMsat).ToArray(),
            feeCapsMsat = payments.Select(p => p.FeeCapMsat).ToArray(),
            assets = payments.Select(p => p.Asset.Code).ToArray(),
            scales = payments.Select(p => (short)p.Asset.Scale).ToArray(),
            amounts = payments.Select(p => p.Amount).ToArray(),
            feeCaps = payments.Select(p => p.FeeCap).ToArray(),
            rates = payments.Select(p => p.Rate).ToArray(),
            spreads = payments.Select(p => p.Spread).ToArray(),
            amountHolds = payments.Select(p => p.AmountHold).ToArray(),
            feeHolds = payments.Select(p => p.FeeHold).ToArray(),
            nodes = payments.Select(p => p.Node).ToArray(),
            expiries = payments.Select(p => p.ExpiresAt.ToUniversalTime()).ToArray(),
            begun = payments.Select(p => p.CreatedAt).ToArray()
        }, transaction, cancellationToken: cancellationToken))];

    /// <summary>Takes payments back in the transaction that added them.</summary>
    public static Task Remove(NpgsqlTransaction transaction, string storeId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("delete from flash.outgoing_payments where store_id = @storeId and id = any (@ids)",
            new { storeId, ids = ids.ToArray() }, transaction, cancellationToken: cancellationToken));

    /// <summary>The right to ask the node: for a payment once, not later than <paramref name="patience"/> after its hold; for a hash once among all stores that share the node.</summary>
    public async Task<RightToAsk> Attempt(OutgoingPayment payment, TimeSpan patience, TimeSpan quiet, CancellationToken cancellationToken) =>
        (await _attempts.Write(payment.StoreId, new Attempted(payment.Id, patience, quiet), cancellationToken)).Right;

    /// <summary>Ends payments of one store, in the transaction that moves their money. Answers those that were open; where it is asked for, only those that nobody ever got the right to ask the node for.</summary>
    public static async Task<HashSet<Guid>> End(NpgsqlTransaction transaction, string storeId, IReadOnlyList<(OutgoingPayment Ended, bool Unattempted)> ends, CancellationToken cancellationToken) =>
        [.. await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition("""
            -- Locked in order: somebody else may be at some of these, and waits for none of them meanwhile.
            with open as (
              select id from flash.outgoing_payments where store_id = @storeId and id = any (@ids) and status = 0 order by id for no key update)
            update flash.outgoing_payments p set status = e.status, fee_msat = e.fee_msat, fee = e.fee, preimage = e.preimage, failure = e.failure,
                   resolved_at = e.resolved_at, resolved_by = e.resolved_by, reason = e.reason, next_check = null
              from unnest(@ids, @statuses, @feesMsat, @fees, @preimages, @failures, @ended, @by, @reasons, @unattempted)
                as e (id, status, fee_msat, fee, preimage, failure, resolved_at, resolved_by, reason, unattempted) join open using (id)
             where p.store_id = @storeId and p.id = e.id and p.status = 0 and (not e.unattempted or p.attempted_at is null)
            returning p.id
            """, new
        {
            storeId,
            ids = ends.Select(e => e.Ended.Id).ToArray(),
            statuses = ends.Select(e => (short)e.Ended.Status).ToArray(),
            feesMsat = ends.Select(e => e.Ended.FeeMsat).ToArray(),
            fees = ends.Select(e => e.Ended.Fee).ToArray(),
            preimages = ends.Select(e => e.Ended.Preimage).ToArray(),
            failures = ends.Select(e => e.Ended.Failure).ToArray(),
            ended = ends.Select(e => e.Ended.ResolvedAt).ToArray(),
            by = ends.Select(e => e.Ended.ResolvedBy).ToArray(),
            reasons = ends.Select(e => e.Ended.Reason).ToArray(),
            unattempted = ends.Select(e => e.Unattempted).ToArray()
        }, transaction, cancellationToken: cancellationToken))];

    /// <summary>Looks again later: after ten seconds, and ever longer up to ten minutes.</summary>
    public async Task Postpone(OutgoingPayment payment, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            update flash.outgoing_payments set looks = looks + 1, next_check = @now + least(interval '10 seconds' * power(1.5, least(looks, 20)), interval '10 minutes')
             where store_id = @StoreId and id = @Id and status = 0
            """, new { payment.StoreId, payment.Id, now }, cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyList<OutgoingPayment>> Query(string where, object arguments, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Open(cancellationToken);
        return [.. (await connection.QueryAsync<PaymentRow>(new CommandDefinition($"{PaymentRow.Select} {where}", arguments, cancellationToken: cancellationToken))).Select(r => r.ToPayment())];
    }

    private async Task<IReadOnlyDictionary<(string Store, string Hash, Guid? TapId), IReadOnlyList<OutgoingPayment>>> Known(IReadOnlyCollection<(string Store, string Hash, Guid? TapId)> keys)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        var found = (await connection.QueryAsync<PaymentRow>($"""
            {PaymentRow.Select} where (store_id, id) in (
              select p.store_id, p.id from unnest(@stores, @hashes) as k (store_id, hash) join flash.outgoing_payments p on p.store_id = k.store_id and p.payment_hash = k.hash
              union
              select p.store_id, p.id from unnest(@stores, @taps) as k (store_id, tap) join flash.outgoing_payments p on p.store_id = k.store_id and p.tap_id = k.tap)
            """, new { stores = keys.Select(k => k.Store).ToArray(), hashes = keys.Select(k => k.Hash).ToArray(), taps = keys.Select(k => k.TapId).ToArray() })).Select(r => r.ToPayment()).ToArray();
        return keys.ToDictionary(k => k, k => (IReadOnlyList<OutgoingPayment>)
            [.. found.Where(p => p.StoreId == k.Store && (p.PaymentHash == k.Hash || (k.TapId is not null && p.TapId == k.TapId)))]);
    }

    private async Task<AttemptOutcome?[]> Attempt(string storeId, IReadOnlyList<Attempted> attempts)
    {
        var now = _time.GetUtcNow();
        await using var connection = await _database.Open(CancellationToken.None);
        var found = (await connection.QueryAsync<(Guid Id, bool First)>("""
            with open as (
              select p.id, p.payment_hash, coalesce(p.node, '') as node, a.quiet
                from flash.outgoing_payments p join unnest(@ids, @patience, @quiet) as a (id, patience, quiet) on p.id = a.id
               where p.store_id = @storeId and p.status = 0 and p.attempted_at is null and p.created_at + a.patience >= @now
               order by p.id for no key update of p),
            first as (
              -- In one order, whatever the store: two that want the same hashes never wait for each other in a circle.
              insert into flash.asked_nodes (node, payment_hash, store_id, payment_id)
              select node, payment_hash, @storeId, id from open order by node, payment_hash
              on conflict do nothing returning payment_id),
            asked as (
              update flash.outgoing_payments p set attempted_at = @now, next_check = @now + open.quiet
                from open join first on first.payment_id = open.id
               where p.store_id = @storeId and p.id = open.id)
            select open.id, first.payment_id is not null from open left join first on first.payment_id = open.id
            """, new { storeId, now, ids = attempts.Select(a => a.Id).ToArray(), patience = attempts.Select(a => a.Patience).ToArray(), quiet = attempts.Select(a => a.Quiet).ToArray() })).ToDictionary(f => f.Id, f => f.First);
        return [.. attempts.Select(a => new AttemptOutcome(!found.TryGetValue(a.Id, out var first) ? RightToAsk.Over : first ? RightToAsk.Given : RightToAsk.Another))];
    }

    private sealed record Attempted(Guid Id, TimeSpan Patience, TimeSpan Quiet);

    private sealed record AttemptOutcome(RightToAsk Right);
}

/// <summary>Whether the node may be asked to pay.</summary>
internal enum RightToAsk
{
    /// <summary>Yes, now.</summary>
    Given,
    /// <summary>No: another store has asked the same node for this hash.</summary>
    Another,
    /// <summary>No: the payment is over, somebody else asks for it, or it is too late.</summary>
    Over,
}
