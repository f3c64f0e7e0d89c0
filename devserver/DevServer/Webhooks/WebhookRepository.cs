using System.Security.Cryptography;
using Dapper;
using DevServer.Data;

namespace DevServer.Webhooks;

/// <summary>Webhooks and their deliveries in PostgreSQL.</summary>
public sealed class WebhookRepository(DevDatabase database)
{
    private const string Columns =
        "id, store_id AS StoreId, enabled, automatic_redelivery AS AutomaticRedelivery, url, secret, everything, specific_events AS SpecificEvents";

    private const string DeliveryColumns = "id, webhook_id AS WebhookId, created, delivered, status, http_code AS HttpCode, error, request";

    public static string NewId() => RandomNumberGenerator.GetString("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 22);

    internal async Task<Webhook[]> OfStore(string storeId)
    {
        await using var connection = await database.Open();
        return [.. await connection.QueryAsync<Webhook>($"SELECT {Columns} FROM devserver.webhooks WHERE store_id = @storeId ORDER BY created, id", new { storeId })];
    }

    internal async Task<Webhook?> Find(string id)
    {
        await using var connection = await database.Open();
        return await connection.QuerySingleOrDefaultAsync<Webhook>($"SELECT {Columns} FROM devserver.webhooks WHERE id = @id", new { id });
    }

    internal async Task Save(Webhook webhook)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            """
            INSERT INTO devserver.webhooks (id, store_id, enabled, automatic_redelivery, url, secret, everything, specific_events)
            VALUES (@Id, @StoreId, @Enabled, @AutomaticRedelivery, @Url, @Secret, @Everything, @SpecificEvents)
            ON CONFLICT (id) DO UPDATE SET enabled = excluded.enabled, automatic_redelivery = excluded.automatic_redelivery, url = excluded.url,
              secret = excluded.secret, everything = excluded.everything, specific_events = excluded.specific_events
            """,
            webhook);
    }

    internal async Task Delete(string id)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync("DELETE FROM devserver.webhooks WHERE id = @id", new { id });
    }

    internal async Task AddDelivery(WebhookDelivery delivery)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            """
            INSERT INTO devserver.webhook_deliveries (id, webhook_id, created, delivered, status, http_code, error, request)
            SELECT @Id, @WebhookId, @Created, @Delivered, @Status, @HttpCode, @Error, @Request
            WHERE EXISTS (SELECT 1 FROM devserver.webhooks WHERE id = @WebhookId)
            """,
            delivery);
    }

    internal async Task<WebhookDelivery[]> Deliveries(string webhookId, int? count)
    {
        await using var connection = await database.Open();
        return
        [
            .. await connection.QueryAsync<WebhookDelivery>(
                $"SELECT {DeliveryColumns} FROM devserver.webhook_deliveries WHERE webhook_id = @webhookId ORDER BY delivered DESC LIMIT @count",
                new { webhookId, count }),
        ];
    }

    internal async Task<WebhookDelivery?> FindDelivery(string webhookId, string id)
    {
        await using var connection = await database.Open();
        return await connection.QuerySingleOrDefaultAsync<WebhookDelivery>(
            $"SELECT {DeliveryColumns} FROM devserver.webhook_deliveries WHERE webhook_id = @webhookId AND id = @id",
            new { webhookId, id });
    }
}
