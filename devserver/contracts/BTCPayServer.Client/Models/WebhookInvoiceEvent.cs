using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Client.Models;

public class WebhookInvoiceEvent : StoreWebhookEvent
{
    public WebhookInvoiceEvent()
    {
    }

    public WebhookInvoiceEvent(string evtType, string storeId)
    {
        Type = evtType;
        StoreId = storeId;
    }

    [JsonProperty(Order = 2)]
    public string InvoiceId { get; set; }

    [JsonProperty(Order = 3)]
    public JObject? Metadata { get; set; }
}

public class WebhookInvoiceSettledEvent(string storeId) : WebhookInvoiceEvent("InvoiceSettled", storeId)
{
    public bool ManuallyMarked { get; set; }

    public bool OverPaid { get; set; }
}

public class WebhookInvoiceInvalidEvent(string storeId) : WebhookInvoiceEvent("InvoiceInvalid", storeId)
{
    public bool ManuallyMarked { get; set; }
}

public class WebhookInvoiceProcessingEvent(string storeId) : WebhookInvoiceEvent("InvoiceProcessing", storeId)
{
    public bool OverPaid { get; set; }
}

public class WebhookInvoiceExpiredEvent(string storeId) : WebhookInvoiceEvent("InvoiceExpired", storeId)
{
    public bool PartiallyPaid { get; set; }
}

public class WebhookInvoiceReceivedPaymentEvent(string type, string storeId) : WebhookInvoiceEvent(type, storeId)
{
    public bool AfterExpiration { get; set; }

    public string PaymentMethodId { get; set; }

    public InvoicePaymentMethodDataModel.Payment? Payment { get; set; }
}
