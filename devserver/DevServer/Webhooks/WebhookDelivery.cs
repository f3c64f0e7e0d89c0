using BTCPayServer.Client.Models;

namespace DevServer.Webhooks;

/// <summary>A row of <c>devserver.webhook_deliveries</c>: one attempt.</summary>
internal sealed record WebhookDelivery
{
    public string Id { get; init; } = "";
    public string WebhookId { get; init; } = "";
    public DateTime Created { get; init; }
    public DateTime Delivered { get; init; }
    public string Status { get; init; } = "";
    public int? HttpCode { get; init; }
    public string? Error { get; init; }
    public string Request { get; init; } = "";

    public WebhookDeliveryData ToModel() => new()
    {
        Id = Id,
        Timestamp = Created,
        DeliveryTime = Delivered,
        HttpCode = HttpCode,
        ErrorMessage = Error,
        Status = Enum.Parse<WebhookDeliveryStatus>(Status),
    };
}
