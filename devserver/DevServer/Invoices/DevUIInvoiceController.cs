using System.Globalization;
using System.Security.Cryptography;
using BTCPayServer;
using BTCPayServer.Client.Models;
using BTCPayServer.Controllers;
using BTCPayServer.Data;
using BTCPayServer.Events;
using BTCPayServer.Payments;
using BTCPayServer.Payments.Lightning;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Rates;
using DevServer.Lightning;

namespace DevServer.Invoices;

/// <summary>Makes invoices as the server's own controller does.</summary>
internal sealed class DevUIInvoiceController(
    DevInvoiceRepository invoices,
    CurrencyNameTable currencies,
    StoreWallets wallets,
    InvoiceEvents events,
    InvoiceSimulator simulator,
    LightningInvoices lightning,
    PaymentMethodHandlerDictionary handlers,
    TimeProvider time) : UIInvoiceController
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const decimal MaxAmount = decimal.MaxValue / 1_0000_0000m;

    public override async Task<InvoiceEntity> CreateInvoiceCoreRaw(
        CreateInvoiceRequest invoice,
        StoreData store,
        string serverUrl,
        List<string>? additionalTags = null,
        CancellationToken cancellationToken = default,
        Action<InvoiceEntity>? entityManipulator = null)
    {
        var blob = store.GetStoreBlob();
        if (blob.NoActiveUser)
            throw new BitpayHttpException(400, "The store has no active user, so it makes no invoices");
        var currency = string.IsNullOrWhiteSpace(invoice.Currency) ? blob.DefaultCurrency : invoice.Currency.Trim().ToUpperInvariant();
        var node = store.GetPaymentMethodConfig<LightningPaymentMethodConfig>(PaymentTypes.LN.GetPaymentMethodId("BTC"), handlers, onlyEnabled: true);
        var enabled = PaymentMethods.All.Where(m => m != PaymentMethods.Lightning || node is not null);
        var methods = (invoice.Checkout?.PaymentMethods is { } asked ? enabled.Where(m => asked.Contains(m, StringComparer.OrdinalIgnoreCase)) : enabled).ToArray();
        var free = invoice.Amount is 0m;
        if (!free && !wallets.Has(store.Id))
            throw NoMethod(currency);
        if (DevRates.Bitcoin(currency) is not { } rate || (!free && methods.Length == 0))
            throw NoMethod(currency);

        var checkout = invoice.Checkout ?? new InvoiceDataBase.CheckoutOptions();
        var now = time.GetUtcNow();
        var entity = new InvoiceEntity
        {
            Id = RandomNumberGenerator.GetString(Base58, 22),
            StoreId = store.Id,
            InvoiceTime = now,
            ExpirationTime = now + (checkout.Expiration ?? blob.InvoiceExpiration),
            Currency = currency,
            Type = invoice.Amount is null ? InvoiceType.TopUp : InvoiceType.Standard,
            Price = Round(Math.Max(0.0m, Math.Min(MaxAmount, invoice.Amount ?? 0.0m)), currencies.GetCurrencyData(currency, true)!.Divisibility),
            Metadata = invoice.Metadata is { } metadata ? InvoiceMetadata.FromJObject(metadata) : new InvoiceMetadata(),
            InternalTags = [.. additionalTags ?? []],
            ServerUrl = serverUrl,
            RedirectURLTemplate = checkout.RedirectURL?.Trim(),
            RedirectAutomatically = checkout.RedirectAutomatically ?? blob.RedirectAutomatically,
            SpeedPolicy = checkout.SpeedPolicy ?? store.SpeedPolicy,
            PaymentTolerance = checkout.PaymentTolerance ?? blob.PaymentTolerance,
            ReceiptOptions = invoice.Receipt ?? new InvoiceDataBase.ReceiptOptions(),
            PaymentMethods = free ? [] : methods,
            DefaultPaymentMethodId = checkout.DefaultPaymentMethod,
            DefaultLanguage = checkout.DefaultLanguage,
            LazyPaymentMethods = checkout.LazyPaymentMethods ?? false,
            BitcoinRate = rate * (1m - blob.Spread),
        };
        entity.MonitoringExpiration = entity.ExpirationTime + (checkout.Monitoring ?? blob.MonitoringExpiration);
        entity.UpdateTotals();
        entityManipulator?.Invoke(entity);
        if (entity.PaymentMethods.Contains(PaymentMethods.Lightning))
        {
            var msat = (long)(InvoiceModels.DueInBitcoin(entity) * 100_000_000_000m);
            var request = await lightning.ForStore(entity.Id, msat > 0 ? msat : null, $"Paid to {store.StoreName} (Order ID: {entity.Metadata.OrderId})", entity.ExpirationTime, cancellationToken);
            (entity.Bolt11, entity.PaymentHash) = (request.Bolt11, request.PaymentHash);
        }
        await invoices.Insert(entity, [entity.Id, entity.Metadata.OrderId ?? "", .. invoice.AdditionalSearchTerms ?? []], cancellationToken);
        using (var step = events.Begin())
            step.Publish(entity, InvoiceEvent.Created);
        if (free)
            await simulator.Watch(entity.Id);
        return entity;
    }

    /// <summary>To the currency's decimals, or more when that would be off by a hundredth.</summary>
    private static decimal Round(decimal amount, int digits)
    {
        while (amount != 0m && Math.Abs(decimal.Round(amount, digits, MidpointRounding.AwayFromZero) - amount) >= amount * 0.01m)
            digits++;
        return decimal.Round(amount, digits, MidpointRounding.AwayFromZero);
    }

    /// <summary>As the real server says it: with its log of the attempt.</summary>
    private BitpayHttpException NoMethod(string currency)
    {
        var at = time.GetUtcNow().ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        return new BitpayHttpException(400, $"Error retrieving a matching payment method or rate.\n{at}:Info Creation of invoice starting\n{at}:Error BTC-LN: Unable to get rate(s) BTC_{currency} or to reach the node (127.0.0.1:9735)\n");
    }
}
