using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.HostedServices;
using Dapper;
using DevServer.Data;

namespace DevServer.PullPayments;

/// <summary>Pull payments that nobody can claim: what was claimed is written down by whoever tests with them.</summary>
public sealed class DevPullPayments(DevDatabase database) : PullPaymentHostedService
{
    public override async Task<PullPaymentData?> GetPullPayment(string pullPaymentId, bool includePayouts)
    {
        await using var connection = await database.Open();
        var found = await connection.QuerySingleOrDefaultAsync<PullPaymentData>("""
            SELECT id, store_id AS storeid, currency, limit_amount AS "limit", start_date AS startdate, end_date AS enddate, archived FROM devserver.pull_payments WHERE id = @pullPaymentId
            """, new { pullPaymentId });
        if (found is not null && includePayouts)
            found.Payouts = [.. (await connection.QueryAsync<(string Id, DateTimeOffset Date, decimal Amount, string State)>(
                "SELECT id, date, original_amount, state FROM devserver.payouts WHERE pull_payment_id = @pullPaymentId", new { pullPaymentId }))
                .Select(p => new PayoutData { Id = p.Id, Date = p.Date, OriginalAmount = p.Amount, State = Enum.Parse<PayoutState>(p.State) })];
        return found;
    }

    public override async Task<Dictionary<string, MarkPayoutRequest.PayoutPaidResult>> Cancel(CancelRequest cancelRequest)
    {
        await using var connection = await database.Open();
        var ids = (await connection.QueryAsync<string>("""
            UPDATE devserver.pull_payments SET archived = true WHERE id = ANY (@PullPaymentIds) AND (@StoreIds::text[] IS NULL OR store_id = ANY (@StoreIds)) RETURNING id
            """, new { cancelRequest.PullPaymentIds, cancelRequest.StoreIds })).ToArray();
        var cancelled = await connection.QueryAsync<string>("""
            UPDATE devserver.payouts SET state = 'Cancelled' WHERE pull_payment_id = ANY (@ids) AND state IN ('AwaitingApproval', 'AwaitingPayment', 'Cancelled') RETURNING id
            """, new { ids });
        return cancelled.ToDictionary(id => id, _ => MarkPayoutRequest.PayoutPaidResult.Ok);
    }

    /// <summary>A new one.</summary>
    public async Task<PullPaymentData> Create(string storeId, string name, string currency, decimal limit)
    {
        var id = Guid.NewGuid().ToString("N")[..27];
        await using var connection = await database.Open();
        await connection.ExecuteAsync("INSERT INTO devserver.pull_payments (id, store_id, name, currency, limit_amount) VALUES (@id, @storeId, @name, @currency, @limit)",
            new { id, storeId, name, currency, limit });
        return (await GetPullPayment(id, true))!;
    }

    /// <summary>As if somebody had claimed.</summary>
    public async Task AddPayout(string pullPaymentId, decimal amount, PayoutState state)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync("INSERT INTO devserver.payouts (id, pull_payment_id, original_amount, state) VALUES (@id, @pullPaymentId, @amount, @state)",
            new { id = Guid.NewGuid().ToString("N")[..27], pullPaymentId, amount, state = state.ToString() });
    }
}
