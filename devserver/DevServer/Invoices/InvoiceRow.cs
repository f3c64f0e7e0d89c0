using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Payments;
using BTCPayServer.Services.Invoices;
using Newtonsoft.Json;

namespace DevServer.Invoices;

/// <summary>A row of <c>devserver.invoices</c>.</summary>
internal sealed record InvoiceRow
{
    public string Id { get; init; } = "";
    public string StoreId { get; init; } = "";
    public DateTime Created { get; init; }
    public DateTime Expires { get; init; }
    public DateTime MonitoredUntil { get; init; }
    public string Status { get; init; } = "";
    public string ExceptionStatus { get; init; } = "";
    public decimal Price { get; init; }
    public string Currency { get; init; } = "";
    public string? OrderId { get; init; }
    public bool Archived { get; init; }
    public string Blob { get; init; } = "{}";

    public static InvoiceRow From(InvoiceEntity invoice) => new()
    {
        Id = invoice.Id,
        StoreId = invoice.StoreId,
        Created = invoice.InvoiceTime.UtcDateTime,
        Expires = invoice.ExpirationTime.UtcDateTime,
        MonitoredUntil = invoice.MonitoringExpiration.UtcDateTime,
        Status = invoice.Status.ToString(),
        ExceptionStatus = invoice.ExceptionStatus.ToString(),
        Price = invoice.Price,
        Currency = invoice.Currency,
        OrderId = invoice.Metadata.OrderId,
        Archived = invoice.Archived,
        Blob = JsonConvert.SerializeObject(new InvoiceBlob
        {
            Metadata = invoice.Metadata.ToJObject(),
            InternalTags = [.. invoice.InternalTags],
            ServerUrl = invoice.ServerUrl,
            RedirectUrl = invoice.RedirectURLTemplate,
            RedirectAutomatically = invoice.RedirectAutomatically,
            SpeedPolicy = invoice.SpeedPolicy,
            PaymentTolerance = invoice.PaymentTolerance,
            Type = invoice.Type,
            Receipt = invoice.ReceiptOptions,
            PaymentMethods = invoice.PaymentMethods,
            DefaultPaymentMethod = invoice.DefaultPaymentMethodId,
            DefaultLanguage = invoice.DefaultLanguage,
            LazyPaymentMethods = invoice.LazyPaymentMethods,
            BitcoinRate = invoice.BitcoinRate,
            Bolt11 = invoice.Bolt11,
            PaymentHash = invoice.PaymentHash,
        }),
    };

    public InvoiceEntity ToEntity(IEnumerable<PaymentRow> payments)
    {
        var blob = JsonConvert.DeserializeObject<InvoiceBlob>(Blob)!;
        var invoice = new InvoiceEntity
        {
            Id = Id,
            StoreId = StoreId,
            InvoiceTime = Created,
            ExpirationTime = Expires,
            MonitoringExpiration = MonitoredUntil,
            Status = Enum.Parse<InvoiceStatus>(Status),
            ExceptionStatus = Enum.Parse<InvoiceExceptionStatus>(ExceptionStatus),
            Price = Price,
            Currency = Currency,
            Archived = Archived,
            Metadata = InvoiceMetadata.FromJObject(blob.Metadata),
            InternalTags = [.. blob.InternalTags],
            ServerUrl = blob.ServerUrl!,
            RedirectURLTemplate = blob.RedirectUrl,
            RedirectAutomatically = blob.RedirectAutomatically,
            SpeedPolicy = blob.SpeedPolicy,
            PaymentTolerance = blob.PaymentTolerance,
            Type = blob.Type,
            ReceiptOptions = blob.Receipt,
            PaymentMethods = blob.PaymentMethods,
            DefaultPaymentMethodId = blob.DefaultPaymentMethod,
            DefaultLanguage = blob.DefaultLanguage,
            LazyPaymentMethods = blob.LazyPaymentMethods,
            BitcoinRate = blob.BitcoinRate,
            Bolt11 = blob.Bolt11,
            PaymentHash = blob.PaymentHash,
        };
        invoice.Payments =
        [
            .. payments.OrderBy(p => p.Received).Select(p => new PaymentEntity
            {
                Id = p.Id,
                ReceivedTime = p.Received,
                Status = Enum.Parse<PaymentStatus>(p.Status),
                PaymentMethodId = new PaymentMethodId(p.Method),
                Destination = p.Destination,
                Currency = "BTC",
                Value = p.Value,
                PaymentMethodFee = p.Fee,
                Rate = blob.BitcoinRate,
                Divisibility = p.Method == PaymentMethods.Lightning ? 11 : 8,
                InvoiceEntity = invoice,
            }),
        ];
        invoice.UpdateTotals();
        return invoice;
    }
}
