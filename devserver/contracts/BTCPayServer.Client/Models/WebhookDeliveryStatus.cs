namespace BTCPayServer.Client.Models;

public enum WebhookDeliveryStatus
{
    Failed,
    HttpError,
    HttpSuccess,
}
