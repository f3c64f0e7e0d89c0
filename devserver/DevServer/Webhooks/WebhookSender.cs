using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using BTCPayServer.Client.Models;
using Newtonsoft.Json;

namespace DevServer.Webhooks;

/// <summary>Delivers to webhooks: signed, in order per webhook, again after a failure, every attempt on record.</summary>
public sealed class WebhookSender(WebhookRepository webhooks, IHttpClientFactory clients, TimeProvider time, ILogger<WebhookSender> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), .. Enumerable.Repeat(TimeSpan.FromMinutes(10), 6)];
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, Channel<WebhookEvent>> queues = new();

    /// <summary>Sends the event to every webhook of its store that wants it.</summary>
    public async Task Enqueue(StoreWebhookEvent evt)
    {
        foreach (var webhook in await webhooks.OfStore(evt.StoreId))
        {
            if (!webhook.Wants(evt.Type))
                continue;
            var copy = Read(Write(evt), evt.GetType());
            copy.WebhookId = webhook.Id;
            copy.DeliveryId = copy.OriginalDeliveryId = WebhookRepository.NewId();
            copy.Timestamp = time.GetUtcNow();
            Queue(copy);
        }
    }

    /// <summary>Sends a delivery once more and answers the id of the new one.</summary>
    internal string Redeliver(WebhookDelivery delivery)
    {
        var again = Again(Read(delivery.Request, typeof(WebhookEvent)));
        Queue(again);
        return again.DeliveryId;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    private static WebhookEvent Again(WebhookEvent evt)
    {
        (evt.DeliveryId, evt.IsRedelivery) = (WebhookRepository.NewId(), true);
        return evt;
    }

    private static string Write(WebhookEvent evt) => JsonConvert.SerializeObject(evt, Formatting.Indented, WebhookEvent.DefaultSerializerSettings);

    private static WebhookEvent Read(string json, Type type) => (WebhookEvent)JsonConvert.DeserializeObject(json, type, WebhookEvent.DefaultSerializerSettings)!;

    private void Queue(WebhookEvent evt) => queues.GetOrAdd(evt.WebhookId, id =>
    {
        var queue = Channel.CreateUnbounded<WebhookEvent>();
        _ = Task.Run(() => Deliver(queue.Reader), CancellationToken.None);
        return queue;
    }).Writer.TryWrite(evt);

    private async Task Deliver(ChannelReader<WebhookEvent> queue)
    {
        try
        {
            await foreach (var evt in queue.ReadAllAsync(stopping.Token))
                await DeliverUntilDone(evt);
        }
        catch (OperationCanceledException)
        {
            // The server stops; what was not sent is lost, as on the real server.
        }
    }

    private async Task DeliverUntilDone(WebhookEvent evt)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (await webhooks.Find(evt.WebhookId) is not { } webhook || !webhook.Wants(evt.Type))
                    return;
                if (await Send(webhook, evt) || !webhook.AutomaticRedelivery || attempt == Waits.Length)
                    return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.LogError(e, "Webhook {WebhookId} could not be served", evt.WebhookId);
                return;
            }
            await Task.Delay(Waits[attempt], stopping.Token);
            evt = Again(evt);
        }
    }

    private async Task<bool> Send(Webhook webhook, WebhookEvent evt)
    {
        var body = Encoding.UTF8.GetBytes(Write(evt));
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(webhook.Secret), body);
        var delivery = new WebhookDelivery
        {
            Id = evt.DeliveryId,
            WebhookId = webhook.Id,
            Created = evt.Timestamp.UtcDateTime,
            Request = Encoding.UTF8.GetString(body),
            Status = nameof(WebhookDeliveryStatus.Failed),
        };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            request.Headers.TryAddWithoutValidation("User-Agent", "BTCPayServer/2.4.1");
            request.Headers.TryAddWithoutValidation("BTCPay-Sig", $"sha256={Convert.ToHexStringLower(signature)}");
            using var response = await clients.CreateClient().SendAsync(request, stopping.Token);
            delivery = delivery with
            {
                HttpCode = (int)response.StatusCode,
                Status = (response.IsSuccessStatusCode ? WebhookDeliveryStatus.HttpSuccess : WebhookDeliveryStatus.HttpError).ToString(),
                Error = response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}",
            };
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stopping.IsCancellationRequested)
        {
            delivery = delivery with { Error = e.Message };
        }
        await webhooks.AddDelivery(delivery with { Delivered = time.GetUtcNow().UtcDateTime });
        return delivery.Status == nameof(WebhookDeliveryStatus.HttpSuccess);
    }
}
