using Dapper;
using DevServer.Data;
using Npgsql;

namespace DevServer.Lightning;

/// <summary>What the node was asked to pay, what it paid, what it has, and the trouble that awaits it: all in the database.</summary>
public sealed class LightningPayments(DevDatabase database, TimeProvider time)
{
    private const string Columns =
        "payment_hash AS PaymentHash, bolt11, amount_msat AS AmountMsat, fee_msat AS FeeMsat, status, preimage, attempts, paid, settles, created";

    /// <summary>Counts an attempt and takes the trouble that waits for it, that of its own hash first. Answers the payment as it was before.</summary>
    public async Task<(LightningPaymentRow Before, LightningTrouble Trouble, TimeSpan Delay)> Attempt(string paymentHash, string bolt11, long amountMsat, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var row = await connection.QuerySingleAsync<LightningPaymentRow>(
            $"""
            INSERT INTO devserver.ln_payments (payment_hash, bolt11, amount_msat, attempts) VALUES (@paymentHash, @bolt11, @amountMsat, 1)
            ON CONFLICT (payment_hash) DO UPDATE SET attempts = ln_payments.attempts + 1
            RETURNING {Columns}
            """,
            new { paymentHash, bolt11, amountMsat },
            transaction);
        var trouble = row.Status is "complete" or "pending" ? null : await connection.QuerySingleOrDefaultAsync<TroubleRow>(
            """
            DELETE FROM devserver.ln_troubles WHERE id = (
              SELECT id FROM devserver.ln_troubles WHERE payment_hash IS NULL OR payment_hash = @paymentHash
              ORDER BY payment_hash IS NULL, id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING trouble, delay_ms AS DelayMs
            """,
            new { paymentHash },
            transaction);
        await transaction.CommitAsync(ct);
        return (row, Enum.Parse<LightningTrouble>(trouble?.Trouble ?? nameof(LightningTrouble.Ok)), TimeSpan.FromMilliseconds(trouble?.DelayMs ?? 0));
    }

    /// <summary>On its way; <paramref name="settles"/> is how it ends at the next start, if it has not by then. False: it is so already.</summary>
    public async Task<bool> Begin(string paymentHash, long amountMsat, string? settles)
    {
        await using var connection = await database.Open();
        return await connection.ExecuteAsync(
            """
            UPDATE devserver.ln_payments SET status = 'pending', amount_msat = @amountMsat, settles = @settles
            WHERE payment_hash = @paymentHash AND status IN ('none', 'failed')
            """,
            new { paymentHash, amountMsat, settles }) == 1;
    }

    public async Task Fail(string paymentHash)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            "UPDATE devserver.ln_payments SET status = 'failed', settles = NULL WHERE payment_hash = @paymentHash AND status <> 'complete'", new { paymentHash });
    }

    /// <summary>A try of a pending payment has failed, and another one will follow.</summary>
    public async Task FailTry(string paymentHash)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync("UPDATE devserver.ln_payments SET status = 'failed' WHERE payment_hash = @paymentHash AND status = 'pending'", new { paymentHash });
    }

    /// <summary>Moves the money of a pending payment: out of the node, to the payee, once. Null: it cannot, and the payment has failed.</summary>
    public async Task<LightningInvoiceRow?> Complete(string paymentHash, long feeMsat)
    {
        await using var connection = await database.Open();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            if (await Move(connection, transaction, paymentHash, feeMsat) is { } payee)
            {
                await transaction.CommitAsync();
                return payee;
            }
        }
        await Fail(paymentHash);
        return null;
    }

    private async Task<LightningInvoiceRow?> Move(NpgsqlConnection connection, NpgsqlTransaction transaction, string paymentHash, long feeMsat)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var amount = await connection.ExecuteScalarAsync<long?>(
            """
            UPDATE devserver.ln_payments SET status = 'complete', fee_msat = @feeMsat, paid = paid + 1, settles = NULL,
              preimage = (SELECT preimage FROM devserver.ln_invoices i WHERE i.payment_hash = @paymentHash)
            WHERE payment_hash = @paymentHash AND status = 'pending' RETURNING amount_msat
            """,
            new { paymentHash, feeMsat },
            transaction);
        var payee = await connection.QuerySingleOrDefaultAsync<LightningInvoiceRow>(
            """
            UPDATE devserver.ln_invoices SET paid_at = @now, received_msat = @amount
            WHERE payment_hash = @paymentHash AND paid_at IS NULL AND expires > @now AND (amount_msat IS NULL OR amount_msat <= @amount)
            RETURNING payment_hash AS PaymentHash, preimage, bolt11, invoice_id AS InvoiceId, amount_msat AS AmountMsat, created, expires, received_msat AS ReceivedMsat
            """,
            new { paymentHash, amount, now },
            transaction);
        if (amount is null || payee is null)
            return null;
        // What the node pays to a store of its own stays with it.
        var leaves = payee.InvoiceId is null ? amount.Value + feeMsat : 0;
        var enough = await connection.ExecuteAsync(
            "UPDATE devserver.ln_node SET local_msat = local_msat - @leaves WHERE local_msat >= @leaves", new { leaves }, transaction) == 1;
        return enough ? payee : null;
    }

    /// <summary>The wallet outside pays an invoice of a store here; null when it is unknown, paid or expired.</summary>
    public async Task<LightningInvoiceRow?> Receive(string paymentHash, long amountMsat)
    {
        await using var connection = await database.Open();
        await using var transaction = await connection.BeginTransactionAsync();
        var payee = await connection.QuerySingleOrDefaultAsync<LightningInvoiceRow>(
            """
            UPDATE devserver.ln_invoices SET paid_at = @now, received_msat = @amountMsat
            WHERE payment_hash = @paymentHash AND paid_at IS NULL AND expires > @now AND invoice_id IS NOT NULL
            RETURNING payment_hash AS PaymentHash, preimage, bolt11, invoice_id AS InvoiceId, received_msat AS ReceivedMsat
            """,
            new { paymentHash, amountMsat, now = time.GetUtcNow().UtcDateTime },
            transaction);
        if (payee is not null)
            await connection.ExecuteAsync("UPDATE devserver.ln_node SET local_msat = local_msat + @amountMsat", new { amountMsat }, transaction);
        await transaction.CommitAsync();
        return payee;
    }

    public async Task<LightningPaymentRow?> Find(string paymentHash, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.QuerySingleOrDefaultAsync<LightningPaymentRow>(
            $"SELECT {Columns} FROM devserver.ln_payments WHERE payment_hash = @paymentHash", new { paymentHash });
    }

    /// <summary>Payments that a stopped server left on their way and that end at this start.</summary>
    internal async Task<IReadOnlyList<LightningPaymentRow>> ToSettle(CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return
        [
            .. await connection.QueryAsync<LightningPaymentRow>(
                $"SELECT {Columns} FROM devserver.ln_payments WHERE status IN ('pending', 'failed') AND settles IS NOT NULL")
        ];
    }

    /// <summary>Adds trouble; <see cref="LightningTrouble.Ok"/> without a delay takes all away that waits for the same.</summary>
    internal async Task AddTrouble(LightningTrouble trouble, string? paymentHash, int delayMs, int times, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        if (trouble is LightningTrouble.Ok && delayMs == 0)
            await connection.ExecuteAsync("DELETE FROM devserver.ln_troubles WHERE payment_hash IS NOT DISTINCT FROM @paymentHash", new { paymentHash });
        else
            await connection.ExecuteAsync(
                "INSERT INTO devserver.ln_troubles (payment_hash, trouble, delay_ms) SELECT @paymentHash, @trouble, @delayMs FROM generate_series(1, @times)",
                new { paymentHash, trouble = trouble.ToString(), delayMs, times });
    }

    internal async Task<(long LocalMsat, bool Down, int Troubles)> Node(CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.QuerySingleAsync<(long, bool, int)>(
            "SELECT local_msat, down, (SELECT count(*)::int FROM devserver.ln_troubles) FROM devserver.ln_node");
    }

    internal async Task SetNode(long? localMsat, bool? down, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        await connection.ExecuteAsync(
            "UPDATE devserver.ln_node SET local_msat = coalesce(@localMsat, local_msat), down = coalesce(@down, down)", new { localMsat, down });
    }

    private sealed record TroubleRow
    {
        public string Trouble { get; init; } = "";
        public int DelayMs { get; init; }
    }
}
