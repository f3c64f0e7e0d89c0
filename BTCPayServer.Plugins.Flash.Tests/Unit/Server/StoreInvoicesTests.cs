using BTCPayServer.Client.Models;
using BTCPayServer.Controllers;
using BTCPayServer.Data;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Services.Invoices;
using BTCPayServer.Services.Stores;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Server;

/// <summary>What a load may believe of the server's invoices.</summary>
public sealed class StoreInvoicesTests : IDisposable
{
    private static readonly Guid Load = Guid.CreateVersion7();
    private readonly Mock<InvoiceRepository> repository = new();
    private readonly Mock<StoreRepository> stores = new();
    private readonly Mock<UIInvoiceController> controller = new();
    private readonly ServiceProvider services;
    private readonly IStoreInvoices invoices;

    public StoreInvoicesTests()
    {
        services = new ServiceCollection().AddTransient(_ => controller.Object).BuildServiceProvider();
        invoices = new StoreInvoices(services.GetRequiredService<IServiceScopeFactory>(), stores.Object, repository.Object);
        stores.Setup(s => s.FindStore("shop")).ReturnsAsync(new StoreData { Id = "shop" });
    }

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task A_made_invoice_carries_the_load_where_only_code_can_write_it()
    {
        CreateInvoiceRequest? asked = null;
        List<string>? tags = null;
        controller.Setup(c => c.CreateInvoiceCoreRaw(It.IsAny<CreateInvoiceRequest>(), It.IsAny<StoreData>(), "https://pay.example/btcpay", It.IsAny<List<string>>(), It.IsAny<CancellationToken>(), null))
            .Callback((CreateInvoiceRequest request, StoreData _, string _, List<string> given, CancellationToken _, Action<InvoiceEntity> _) => (asked, tags) = (request, given))
            .ReturnsAsync(() => Invoice(i => i.InternalTags = [.. tags!]));

        var made = await invoices.Create(
            "shop",
            new NewStoreInvoice(Load, 10.5m, "USD", "https://pay.example/btcpay") { OrderId = "A-1", Description = "Card load", Expiry = TimeSpan.FromMinutes(5), RedirectUrl = "https://shop.example/" },
            default);

        Assert.Equal((10.5m, "USD", TimeSpan.FromMinutes(5), "https://shop.example/"), (asked!.Amount, asked.Currency, asked.Checkout.Expiration, asked.Checkout.RedirectURL));
        Assert.Equal(("A-1", "Card load", Load.ToString()), ((string?)asked.Metadata!["orderId"], (string?)asked.Metadata["itemDesc"], (string?)asked.Metadata["flash"]!["loadId"]));
        Assert.Equal([$"flash-{Load:N}"], asked.AdditionalSearchTerms!);
        Assert.Equal(Load, made.Value!.LoadId);
        Assert.Equal("https://pay.example/btcpay/i/inv", made.Value.CheckoutLink);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_in_its_words()
    {
        controller.Setup(c => c.CreateInvoiceCoreRaw(It.IsAny<CreateInvoiceRequest>(), It.IsAny<StoreData>(), It.IsAny<string>(), It.IsAny<List<string>>(), It.IsAny<CancellationToken>(), null))
            .ThrowsAsync(new BitpayHttpException(400, "No wallet has been linked\n"));
        var refused = await invoices.Create("shop", new NewStoreInvoice(Load, 1m, "USD", "https://pay.example"), default);
        Assert.Equal(("invoice-not-created", "No wallet has been linked", 400), (refused.Refusal!.Code, refused.Refusal.Message, refused.Refusal.Status));
    }

    [Fact]
    public async Task No_invoice_in_an_unknown_store()
    {
        var refused = await invoices.Create("elsewhere", new NewStoreInvoice(Load, 1m, "USD", "https://pay.example"), default);
        Assert.Equal(("store-not-found", 404), (refused.Refusal!.Code, refused.Refusal.Status));
    }

    [Fact]
    public async Task An_invoice_of_another_store_is_not_found()
    {
        repository.Setup(r => r.GetInvoice("inv", false)).ReturnsAsync(Invoice());
        Assert.NotNull(await invoices.Find("shop", "inv", default));
        Assert.Null(await invoices.Find("other", "inv", default));
    }

    // Whoever may create invoices can give them our search term and metadata, but not our tag.
    [Fact]
    public async Task An_invoice_that_only_says_it_is_for_the_load_is_not_taken_for_it()
    {
        var now = DateTimeOffset.UtcNow;
        InvoiceEntity[] found =
        [
            Invoice(i => (i.Id, i.InvoiceTime) = ("second", now)),
            Invoice(i => (i.Id, i.InvoiceTime) = ("first", now.AddMinutes(-1))),
            Invoice(i => (i.Id, i.InvoiceTime, i.InternalTags) = ("forged", now.AddMinutes(-2), [])),
            Invoice(i => (i.Id, i.InvoiceTime, i.InternalTags) = ("another", now.AddMinutes(-2), [$"FLASH#{Guid.CreateVersion7()}"])),
        ];
        repository.Setup(r => r.GetInvoices(It.Is<InvoiceQuery>(q => q.StoreId!.Single() == "shop" && q.TextSearch == $"flash-{Load:N}" && q.IncludeArchived), It.IsAny<CancellationToken>())).ReturnsAsync(found);
        Assert.Equal("first", (await invoices.FindByLoad("shop", Load, default))!.Id);
    }

    [Fact]
    public async Task Only_settled_payments_count_and_dust_does_not()
    {
        var invoice = Invoice(i => (i.Status, i.Payments) = (InvoiceStatus.Processing, [Payment(0.00010000m, 60_000m, PaymentStatus.Settled), Payment(0.00005000m, 60_000m, PaymentStatus.Processing), Payment(0.001m, 60_000m, PaymentStatus.Unaccounted)]));
        repository.Setup(r => r.GetInvoice("inv", false)).ReturnsAsync(invoice);
        var read = (await invoices.Find("shop", "inv", default))!;
        Assert.Equal((9m, 6m, 6m), (read.PaidNet, read.NetSettled, read.Settled));

        invoice.Payments = [Payment(0.00015569m, 64_237.19m, PaymentStatus.Settled)];
        invoice.UpdateTotals();
        invoice.Dust = invoice.PaidAmount.Net - invoice.Price;
        Assert.Equal(10m, (await invoices.Find("shop", "inv", default))!.Settled);

        // A part of a satoshi is more than was asked, and all of it was sent.
        (invoice.Currency, invoice.Price, invoice.Payments) = ("SATS", 1234m, [Payment(0.00001234567m, 100_000_000m, PaymentStatus.Settled)]);
        invoice.UpdateTotals();
        invoice.Dust = 0.567m;
        Assert.Equal(1234.567m, (await invoices.Find("shop", "inv", default))!.Settled);
    }

    [Theory]
    [InlineData(InvoiceStatus.Settled, InvoiceExceptionStatus.Marked, StoreInvoiceStatus.Settled, true)]
    [InlineData(InvoiceStatus.Invalid, InvoiceExceptionStatus.Marked, StoreInvoiceStatus.Invalid, true)]
    [InlineData(InvoiceStatus.Settled, InvoiceExceptionStatus.PaidOver, StoreInvoiceStatus.Settled, false)]
    [InlineData(InvoiceStatus.Expired, InvoiceExceptionStatus.PaidLate, StoreInvoiceStatus.Expired, false)]
    [InlineData(InvoiceStatus.Expired, InvoiceExceptionStatus.PaidPartial, StoreInvoiceStatus.Expired, false)]
    [InlineData(InvoiceStatus.New, InvoiceExceptionStatus.None, StoreInvoiceStatus.New, false)]
    public async Task States_are_the_servers(InvoiceStatus status, InvoiceExceptionStatus exception, StoreInvoiceStatus expected, bool byHand)
    {
        repository.Setup(r => r.GetInvoice("inv", false)).ReturnsAsync(Invoice(i => (i.Status, i.ExceptionStatus) = (status, exception)));
        var read = (await invoices.Find("shop", "inv", default))!;
        Assert.Equal((expected, exception.ToString(), byHand), (read.Status, read.Exception.ToString(), read.MarkedByHand));
    }

    private static InvoiceEntity Invoice(Action<InvoiceEntity>? change = null)
    {
        var invoice = new InvoiceEntity { Id = "inv", StoreId = "shop", Price = 10m, Currency = "USD", ServerUrl = "https://pay.example/btcpay/", InternalTags = ["other", $"FLASH#{Load}"] };
        change?.Invoke(invoice);
        invoice.UpdateTotals();
        return invoice;
    }

    private static PaymentEntity Payment(decimal bitcoin, decimal rate, PaymentStatus status) =>
        new() { Id = Guid.NewGuid().ToString("N"), Currency = "BTC", Value = bitcoin, Rate = rate, Status = status };
}
