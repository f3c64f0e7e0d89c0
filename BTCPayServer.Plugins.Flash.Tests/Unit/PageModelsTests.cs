using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Pages;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>What pages make of what people paste, and of the house's own references.</summary>
public sealed class PageModelsTests
{
    [Theory]
    [InlineData("3fKkNcs8mBpz", "3fKkNcs8mBpz")]
    [InlineData("  3fKkNcs8mBpz\n", "3fKkNcs8mBpz")]
    [InlineData("https://pay.example.com/pull-payments/3fKkNcs8mBpz", "3fKkNcs8mBpz")]
    [InlineData("https://pay.example.com/btcpay/pull-payments/3fKkNcs8mBpz/?a=b#c", "3fKkNcs8mBpz")]
    [InlineData("https://pay.example.com", "")]
    [InlineData(null, "")]
    public void A_pull_payment_is_named_by_its_id_or_its_address(string? typed, string id) => Assert.Equal(id, new AdoptionPageModel { PullPayment = typed }.Id);

    [Fact]
    public void A_payments_movements_lead_to_it()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal(id, PageText.PaymentOf($"pay:{id:N}"));
        Assert.Null(PageText.Reference($"pay:{id:N}"));
        Assert.Equal("pay:4", PageText.Reference("pay:4"));
        Assert.Null(PageText.PaymentOf($"load:{id:N}"));
        Assert.Null(PageText.PaymentOf(null));
    }
}
