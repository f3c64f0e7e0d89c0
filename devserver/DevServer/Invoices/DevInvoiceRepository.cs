using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Events;
using BTCPayServer.Services.Invoices;
using Dapper;
using DevServer.Data;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DevServer.Invoices;

/// <summary>Invoices in PostgreSQL.</summary>
public sealed class DevInvoiceRepository(DevDatabase database, InvoiceEvents events) : InvoiceRepository
{
    private const string Columns =
        "id, store_id AS StoreId, created, expires, monitored_until AS MonitoredUntil, status, exception_status AS ExceptionStatus, price, currency, order_id AS OrderId, archived, blob::text AS blob";

    public override async Task<InvoiceEntity?> GetInvoice(string id, bool includeAddressData = false) =>
        (await Read("WHERE id = @id", new DynamicParameters(new { id }), default)).SingleOrDefault();

    public override async Task<InvoiceEntity[]> GetInvoices(InvoiceQuery queryObject, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "true" };
        var parameters = new DynamicParameters();
        void Where(bool given, string condition, string name, object? value)
        {
            if (!given)
                return;
            conditions.Add(condition);
            parameters.Add(name, value);
        }
        var q = queryObject;
        Where(q.StoreId is { Length: > 0 }, "store_id = ANY(@stores)", "stores", q.StoreId);
        Where(q.InvoiceId is { Length: > 0 }, "id = ANY(@ids)", "ids", q.InvoiceId);
        Where(q.OrderId is { Length: > 0 }, "order_id = ANY(@orders)", "orders", q.OrderId);
        Where(q.Status is { Length: > 0 }, "lower(status) = ANY(@statuses)", "statuses", q.Status?.Select(s => s.ToLowerInvariant()).ToArray());
        Where(q.StartDate is not null, "created >= @start", "start", q.StartDate?.UtcDateTime);
        Where(q.EndDate is not null, "created <= @end", "end", q.EndDate?.UtcDateTime);
        Where(!q.IncludeArchived, "archived = @archived", "archived", false);
        Where(!string.IsNullOrEmpty(q.TextSearch), "id IN (SELECT invoice_id FROM devserver.invoice_search WHERE starts_with(term, @text))", "text", q.TextSearch);
        parameters.Add("take", q.Take);
        parameters.Add("skip", q.Skip ?? 0);
        var order = q.OrderByDesc ? "DESC" : "ASC";
        return await Read($"WHERE {string.Join(" AND ", conditions)} ORDER BY created {order}, id {order} LIMIT @take OFFSET @skip", parameters, cancellationToken);
    }

    public override async Task<bool> MarkInvoiceStatus(string invoiceId, InvoiceStatus status)
    {
        if (await GetInvoice(invoiceId) is not { } invoice)
            return false;
        var allowed = status switch
        {
            InvoiceStatus.Settled => invoice.GetInvoiceState().CanMarkComplete(),
            InvoiceStatus.Invalid => invoice.GetInvoiceState().CanMarkInvalid(),
            _ => false,
        };
        if (!allowed)
            return false;
        (invoice.Status, invoice.ExceptionStatus) = (status, InvoiceExceptionStatus.Marked);
        await Save(invoice);
        using var step = events.Begin();
        step.Publish(invoice, status is InvoiceStatus.Settled ? InvoiceEvent.MarkedCompleted : InvoiceEvent.MarkedInvalid);
        return true;
    }

    public override async Task UpdatePrompt(string invoiceId, PaymentPrompt prompt, IEnumerable<string>? trackedDestinations)
    {
        if (!string.Equals(prompt.PaymentMethodId.ToString(), PaymentMethods.Lightning, StringComparison.OrdinalIgnoreCase) || prompt.Destination is not { } bolt11)
            throw new NotSupportedException("The development server changes Lightning prompts only");
        await using var connection = await database.Open();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "UPDATE devserver.invoices SET blob = blob || jsonb_build_object('Bolt11', @bolt11::text, 'PaymentHash', @hash::text) WHERE id = @invoiceId",
            new { invoiceId, bolt11, hash = trackedDestinations?.FirstOrDefault() },
            transaction);
        await connection.ExecuteAsync("UPDATE devserver.ln_invoices SET invoice_id = @invoiceId WHERE bolt11 = @bolt11", new { invoiceId, bolt11 }, transaction);
        await transaction.CommitAsync();
    }

    internal async Task Insert(InvoiceEntity invoice, IEnumerable<string> searchTerms, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(
            """
            INSERT INTO devserver.invoices (id, store_id, created, expires, monitored_until, status, exception_status, price, currency, order_id, archived, blob)
            VALUES (@Id, @StoreId, @Created, @Expires, @MonitoredUntil, @Status, @ExceptionStatus, @Price, @Currency, @OrderId, @Archived, @Blob::jsonb)
            """,
            InvoiceRow.From(invoice),
            transaction);
        await connection.ExecuteAsync(
            "INSERT INTO devserver.invoice_search (invoice_id, term) SELECT @Id, unnest(@terms)",
            new { invoice.Id, terms = searchTerms.Where(t => !string.IsNullOrWhiteSpace(t)).Distinct().ToArray() },
            transaction);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Writes state, price and times.</summary>
    internal async Task Save(InvoiceEntity invoice)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            """
            UPDATE devserver.invoices
            SET status = @Status, exception_status = @ExceptionStatus, price = @Price, expires = @Expires, monitored_until = @MonitoredUntil
            WHERE id = @Id
            """,
            InvoiceRow.From(invoice));
    }

    internal async Task SetMetadata(string id, JObject metadata)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            "UPDATE devserver.invoices SET blob = jsonb_set(blob, '{Metadata}', @metadata::jsonb), order_id = @order WHERE id = @id",
            new { id, metadata = metadata.ToString(Formatting.None), order = metadata.Value<string?>("orderId") });
    }

    internal async Task SetArchived(string id, bool archived)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync("UPDATE devserver.invoices SET archived = @archived WHERE id = @id", new { id, archived });
    }

    internal async Task AddPayment(PaymentRow payment)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            """
            INSERT INTO devserver.payments (id, invoice_id, received, status, method, destination, value, fee)
            VALUES (@Id, @InvoiceId, @Received, @Status, @Method, @Destination, @Value, @Fee)
            """,
            payment);
    }

    internal async Task SetPaymentStatus(string paymentId, PaymentStatus status)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync("UPDATE devserver.payments SET status = @status WHERE id = @paymentId", new { paymentId, status = status.ToString() });
    }

    /// <summary>Invoices that time alone may move on; all that are open when <paramref name="now"/> is null.</summary>
    internal async Task<string[]> Due(DateTimeOffset? now, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return
        [
            .. await connection.QueryAsync<string>(
                """
                SELECT id FROM devserver.invoices
                WHERE status IN ('New', 'Processing')
                  AND (@now::timestamptz IS NULL OR (status = 'New' AND expires <= @now) OR (status = 'Processing' AND monitored_until <= @now))
                """,
                new { now = now?.UtcDateTime }),
        ];
    }

    private async Task<InvoiceEntity[]> Read(string where, DynamicParameters parameters, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        // One snapshot: an invoice is never seen without the payments that moved it.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var rows = (await connection.QueryAsync<InvoiceRow>($"SELECT {Columns} FROM devserver.invoices {where}", parameters, transaction)).ToArray();
        if (rows.Length == 0)
            return [];
        var payments = (await connection.QueryAsync<PaymentRow>(
            "SELECT id, invoice_id AS InvoiceId, received, status, method, destination, value, fee FROM devserver.payments WHERE invoice_id = ANY(@ids)",
            new { ids = rows.Select(r => r.Id).ToArray() },
            transaction)).ToLookup(p => p.InvoiceId);
        return [.. rows.Select(row => row.ToEntity(payments[row.Id]))];
    }
}
