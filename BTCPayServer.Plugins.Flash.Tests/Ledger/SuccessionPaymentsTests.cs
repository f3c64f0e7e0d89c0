using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A card is lost while the outcome of its Lightning payment is not known: the rest is there at once, and what the payment did not take follows.</summary>
public sealed class SuccessionPaymentsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TapsHouse house = null!;

    public async ValueTask InitializeAsync() => house = await TapsHouse.Open(postgres);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    // 2,000 satoshis are 1.00, of which the cap for the fee is a cent; 10.00 were on the card.
    [InlineData(true, 1000L, 899)]
    [InlineData(true, 0L, 900)]
    [InlineData(false, 0L, 1000)]
    public async Task What_a_payment_of_unknown_outcome_did_not_take_follows(bool paid, long fee, long left)
    {
        var card = await house.Card("10.00");
        house.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var terms = house.Invoice(2_000_000);
        var payment = Value(await house.Pay(card, terms));
        Assert.Equal((PaymentStatus.Open, (1000L, 101L)), (payment.Status, await house.Balance(card)));

        var replacement = ActivatorUtilities.CreateInstance<CardReplacement>(house.First);
        Value(await replacement.ReportLost(house.Store, card, null, default));
        var successor = Value(await replacement.Replace(house.Store, card, CardKind.Physical, null, null, default)).Card;
        Assert.Equal((899, CardState.Active, (101, 101)), (successor.Account.Posted, successor.State, await house.Balance(card)));
        // The money on the new card can be spent; the old one pays no more.
        Assert.Equal("card-closed", (await house.Pay(card, house.Invoice(2_000_000))).Refusal?.Code);

        house.OnLook = _ => paid ? new LightningOutcome.Paid(2_000_000, fee, null) : new LightningOutcome.Failed("payment-failed", "");
        house.Time.Advance(TimeSpan.FromHours(2));
        await house.Resolver.All(default);
        Assert.Equal(paid ? PaymentStatus.Paid : PaymentStatus.Failed, (await house.Payment(payment.Id)).Status);
        Assert.Equal(((0, 0), (left, 0)), (await house.Balance(card), await house.Balance(successor.Id)));
    }
}
