using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Rates;
using Newtonsoft.Json.Linq;

namespace DevServer.Invoices;

/// <summary>Invoices in the shapes of the Greenfield API.</summary>
public sealed class InvoiceModels(CurrencyNameTable currencies)
{
    public InvoiceData Invoice(InvoiceEntity invoice, HttpRequest request, bool includePaymentMethods = false)
    {
        var state = invoice.GetInvoiceState();
        return new InvoiceData
        {
            Id = invoice.Id,
            StoreId = invoice.StoreId,
            Type = invoice.Type,
            Amount = invoice.Price,
            PaidAmount = Math.Round(invoice.PaidAmount.Net, currencies.GetCurrencyData(invoice.Currency, true)!.Divisibility),
            Currency = invoice.Currency,
            CheckoutLink = $"{request.Scheme}://{request.Host}{request.PathBase}/i/{invoice.Id}",
            Status = invoice.Status,
            AdditionalStatus = invoice.ExceptionStatus,
            CreatedTime = invoice.InvoiceTime,
            ExpirationTime = invoice.ExpirationTime,
            MonitoringExpiration = invoice.MonitoringExpiration,
            Archived = invoice.Archived,
            Metadata = invoice.Metadata.ToJObject(),
            AvailableStatusesForManualMarking =
            [
                .. state.CanMarkComplete() ? [InvoiceStatus.Settled] : Array.Empty<InvoiceStatus>(),
                .. state.CanMarkInvalid() ? [InvoiceStatus.Invalid] : Array.Empty<InvoiceStatus>(),
            ],
            Checkout = new InvoiceDataBase.CheckoutOptions
            {
                SpeedPolicy = invoice.SpeedPolicy,
                PaymentMethods = invoice.PaymentMethods,
                DefaultPaymentMethod = invoice.DefaultPaymentMethodId,
                Expiration = invoice.ExpirationTime - invoice.InvoiceTime,
                Monitoring = invoice.MonitoringExpiration - invoice.ExpirationTime,
                PaymentTolerance = invoice.PaymentTolerance,
                RedirectURL = invoice.RedirectURLTemplate,
                RedirectAutomatically = invoice.RedirectAutomatically,
                DefaultLanguage = invoice.DefaultLanguage,
            },
            Receipt = new InvoiceDataBase.ReceiptOptions
            {
                Enabled = invoice.ReceiptOptions?.Enabled ?? true,
                ShowQR = invoice.ReceiptOptions?.ShowQR ?? true,
                ShowPayments = invoice.ReceiptOptions?.ShowPayments ?? true,
            },
            PaymentMethods = includePaymentMethods ? Methods(invoice, accountedOnly: true) : [],
        };
    }

    public static InvoicePaymentMethodDataModel[] Methods(InvoiceEntity invoice, bool accountedOnly) =>
        [.. invoice.PaymentMethods.Select(method => Method(invoice, method, accountedOnly))];

    /// <summary>The amount to pay in bitcoin, whole satoshis.</summary>
    public static decimal DueInBitcoin(InvoiceEntity invoice) =>
        invoice.BitcoinRate == 0m ? 0m : InvoiceEntity.RoundUpToSatoshi((invoice.Price + invoice.PaidFee - invoice.PaidAmount.Gross) / invoice.BitcoinRate);

    public static InvoicePaymentMethodDataModel.Payment Payment(PaymentEntity payment) => new()
    {
        Id = payment.Id,
        ReceivedDate = payment.ReceivedTime.UtcDateTime,
        Value = payment.Value,
        Fee = payment.PaymentMethodFee,
        Destination = payment.Destination,
        Status = payment.Status switch
        {
            PaymentStatus.Settled => InvoicePaymentMethodDataModel.Payment.PaymentStatus.Settled,
            PaymentStatus.Processing => InvoicePaymentMethodDataModel.Payment.PaymentStatus.Processing,
            _ => InvoicePaymentMethodDataModel.Payment.PaymentStatus.Invalid,
        },
    };

    private static InvoicePaymentMethodDataModel Method(InvoiceEntity invoice, string method, bool accountedOnly)
    {
        var payments = invoice.GetPayments(accountedOnly).Where(p => p.PaymentMethodId.ToString() == method).ToArray();
        var destination = PaymentMethods.Destination(method, invoice);
        var due = DueInBitcoin(invoice);
        return new InvoicePaymentMethodDataModel
        {
            Activated = true,
            PaymentMethodId = method,
            Currency = "BTC",
            Destination = destination,
            PaymentLink = method == PaymentMethods.Lightning ? $"lightning:{destination}" : $"bitcoin:{destination}?amount={Math.Max(due, 0m)}",
            Rate = invoice.BitcoinRate,
            Due = due,
            Amount = InvoiceEntity.RoundUpToSatoshi((invoice.Price + invoice.PaidFee) / invoice.BitcoinRate),
            TotalPaid = InvoiceEntity.RoundUpToSatoshi(invoice.PaidAmount.Gross / invoice.BitcoinRate),
            PaymentMethodPaid = InvoiceEntity.RoundUpToSatoshi(payments.Where(p => p.Accounted).Sum(p => p.Value)),
            PaymentMethodFee = InvoiceEntity.RoundUpToSatoshi(invoice.PaidFee / invoice.BitcoinRate),
            AdditionalData = method == PaymentMethods.Lightning ? LightningDetails(invoice) : new JObject(),
            Payments =
            [
                .. payments.Select(Payment),
            ],
        };
    }

    private static JObject LightningDetails(InvoiceEntity invoice) =>
        new() { ["paymentHash"] = invoice.PaymentHash, ["preimage"] = null, ["invoiceId"] = invoice.PaymentHash, ["nodeInfo"] = null };
}
