using BTCPayServer.Client.Models;
using BTCPayServer.Events;
using BTCPayServer.Plugins.Webhooks;
using DevServer.Invoices;

namespace DevServer.Webhooks;

/// <summary>What webhooks are told of invoices.</summary>
public sealed class InvoiceWebhookProvider : WebhookTriggerProvider<InvoiceEvent>
{
    protected override StoreWebhookEvent? GetWebhookEvent(InvoiceEvent evt)
    {
        var store = evt.Invoice.StoreId;
        var over = evt.Invoice.ExceptionStatus is InvoiceExceptionStatus.PaidOver;
        WebhookInvoiceEvent? told = evt.EventCode switch
        {
            InvoiceEventCode.Created => new WebhookInvoiceEvent("InvoiceCreated", store),
            InvoiceEventCode.ReceivedPayment => Payment("InvoiceReceivedPayment", evt),
            InvoiceEventCode.PaymentSettled => Payment("InvoicePaymentSettled", evt),
            InvoiceEventCode.PaidInFull => new WebhookInvoiceProcessingEvent(store) { OverPaid = over },
            InvoiceEventCode.Confirmed => new WebhookInvoiceSettledEvent(store) { OverPaid = over },
            InvoiceEventCode.MarkedCompleted => new WebhookInvoiceSettledEvent(store) { ManuallyMarked = true, OverPaid = over },
            InvoiceEventCode.FailedToConfirm => new WebhookInvoiceInvalidEvent(store),
            InvoiceEventCode.MarkedInvalid => new WebhookInvoiceInvalidEvent(store) { ManuallyMarked = true },
            InvoiceEventCode.Expired => new WebhookInvoiceExpiredEvent(store) { PartiallyPaid = evt.PaidPartial },
            InvoiceEventCode.ExpiredPaidPartial => new WebhookInvoiceEvent("InvoiceExpiredPaidPartial", store),
            InvoiceEventCode.PaidAfterExpiration => new WebhookInvoiceEvent("InvoicePaidAfterExpiration", store),
            _ => null,
        };
        if (told is not null)
            (told.InvoiceId, told.Metadata) = (evt.InvoiceId, evt.Invoice.Metadata.ToJObject());
        return told;
    }

    private static WebhookInvoiceReceivedPaymentEvent Payment(string type, InvoiceEvent evt) => new(type, evt.Invoice.StoreId)
    {
        AfterExpiration = evt.Invoice.Status is InvoiceStatus.Expired or InvoiceStatus.Invalid,
        PaymentMethodId = evt.Payment!.PaymentMethodId.ToString(),
        Payment = InvoiceModels.Payment(evt.Payment),
    };
}
