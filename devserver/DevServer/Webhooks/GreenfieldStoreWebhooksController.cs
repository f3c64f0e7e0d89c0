using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using BTCPayServer.Client.Models;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Webhooks;

/// <summary>The webhook routes of the Greenfield API.</summary>
[ApiController]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = Policies.CanModifyWebhooks, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldStoreWebhooksController(WebhookRepository webhooks, WebhookSender sender) : ControllerBase
{
    [HttpGet("~/api/v1/stores/{storeId}/webhooks")]
    public async Task<IActionResult> List(string storeId) => Ok((await webhooks.OfStore(storeId)).Select(w => Model(w)));

    [HttpGet("~/api/v1/stores/{storeId}/webhooks/{webhookId}")]
    public Task<IActionResult> Get(string storeId, string webhookId) => With(storeId, webhookId, w => Task.FromResult<IActionResult>(Ok(Model(w))));

    [HttpPost("~/api/v1/stores/{storeId}/webhooks")]
    public async Task<IActionResult> Create(string storeId, CreateStoreWebhookRequest request)
    {
        if (Invalid(request) is { } error)
            return error;
        var webhook = Row(WebhookRepository.NewId(), storeId, request, WebhookRepository.NewId());
        await webhooks.Save(webhook);
        var model = Model(webhook);
        model.Secret = webhook.Secret;
        return Ok(model);
    }

    [HttpPut("~/api/v1/stores/{storeId}/webhooks/{webhookId}")]
    public Task<IActionResult> Update(string storeId, string webhookId, UpdateStoreWebhookRequest request) => With(storeId, webhookId, async before =>
    {
        if (Invalid(request) is { } error)
            return error;
        var webhook = Row(webhookId, storeId, request, before.Secret);
        await webhooks.Save(webhook);
        return Ok(Model(webhook));
    });

    [HttpDelete("~/api/v1/stores/{storeId}/webhooks/{webhookId}")]
    public Task<IActionResult> Delete(string storeId, string webhookId) => With(storeId, webhookId, async w =>
    {
        await webhooks.Delete(w.Id);
        return Ok();
    });

    [HttpGet("~/api/v1/stores/{storeId}/webhooks/{webhookId}/deliveries")]
    public Task<IActionResult> Deliveries(string storeId, string webhookId, int? count = null) =>
        With(storeId, webhookId, async w => Ok((await webhooks.Deliveries(w.Id, count)).Select(d => d.ToModel())));

    [HttpGet("~/api/v1/stores/{storeId}/webhooks/{webhookId}/deliveries/{deliveryId}")]
    public Task<IActionResult> Delivery(string storeId, string webhookId, string deliveryId) => With(storeId, webhookId, async w =>
        await webhooks.FindDelivery(w.Id, deliveryId) is { } delivery ? Ok(delivery.ToModel()) : DeliveryNotFound());

    [HttpGet("~/api/v1/stores/{storeId}/webhooks/{webhookId}/deliveries/{deliveryId}/request")]
    public Task<IActionResult> DeliveryRequest(string storeId, string webhookId, string deliveryId) => With(storeId, webhookId, async w =>
        await webhooks.FindDelivery(w.Id, deliveryId) is { } delivery ? Content(delivery.Request, "application/json") : DeliveryNotFound());

    [HttpPost("~/api/v1/stores/{storeId}/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver")]
    public Task<IActionResult> Redeliver(string storeId, string webhookId, string deliveryId) => With(storeId, webhookId, async w =>
        await webhooks.FindDelivery(w.Id, deliveryId) is { } delivery ? new JsonResult(sender.Redeliver(delivery)) : DeliveryNotFound());

    private static StoreWebhookData Model(Webhook webhook) => new()
    {
        Id = webhook.Id,
        Enabled = webhook.Enabled,
        AutomaticRedelivery = webhook.AutomaticRedelivery,
        Url = webhook.Url,
        AuthorizedEvents = new StoreWebhookBaseData.AuthorizedEventsData { Everything = webhook.Everything, SpecificEvents = webhook.SpecificEvents },
    };

    private static Webhook Row(string id, string storeId, StoreWebhookBaseData data, string secret) => new()
    {
        Id = id,
        StoreId = storeId,
        Enabled = data.Enabled,
        AutomaticRedelivery = data.AutomaticRedelivery,
        Url = data.Url!,
        Secret = string.IsNullOrEmpty(data.Secret) ? secret : data.Secret,
        Everything = data.AuthorizedEvents?.Everything ?? true,
        SpecificEvents = data.AuthorizedEvents?.SpecificEvents ?? [],
    };

    private IActionResult? Invalid(StoreWebhookBaseData data)
    {
        if (Uri.TryCreate(data.Url, UriKind.Absolute, out _))
            return null;
        ModelState.AddModelError("Url", "Invalid Url");
        return this.CreateValidationError(ModelState);
    }

    private IActionResult DeliveryNotFound() => this.CreateAPIError(404, "webhookdelivery-not-found", "The webhook delivery was not found");

    /// <summary>As for invoices, an unknown webhook or one of another store is a 403 on the real server.</summary>
    private async Task<IActionResult> With(string storeId, string webhookId, Func<Webhook, Task<IActionResult>> action) =>
        await webhooks.Find(webhookId) is { } webhook && webhook.StoreId == storeId
            ? await action(webhook)
            : this.CreateAPIPermissionError(Policies.CanModifyWebhooks);
}
