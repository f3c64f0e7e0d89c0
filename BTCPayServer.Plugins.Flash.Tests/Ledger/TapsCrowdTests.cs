using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TapsHouse;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Payments of a store that come at the same time share transactions: each stands or falls alone all the same.</summary>
public sealed class TapsCrowdTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    [Fact]
    public async Task In_a_crowd_everybody_pays_for_themselves()
    {
        // 2,000 satoshis are 1.00, and one cent is held for the fee.
        var rich = new List<Guid>();
        var poor = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            rich.Add(await House.Card("10.00"));
            poor.Add(await House.Card("1.00"));
        }
        var shared = House.Invoice(2_000_000);
        House.OnPay = async (terms, _) =>
        {
            await Task.Yield();
            return terms.AmountMsat == 2_001_000 ? new Server.LightningOutcome.Failed("no-route", "No way") : await Paid(terms, 1000);
        };
        var all = await Task.WhenAll(Enumerable.Range(0, 48).Select(i => Task.Run(async () => (Kind: i % 4, Card: i % 4 == 1 ? poor[i / 4 % 6] : rich[i / 4 % 6], Result: (i % 4) switch
        {
            0 => await House.Pay(rich[i / 4 % 6], House.Invoice(2_000_000)),
            1 => await House.Pay(poor[i / 4 % 6], House.Invoice(2_000_000)),
            2 => await House.Pay(rich[i / 4 % 6], shared),
            _ => await House.Pay(rich[i / 4 % 6], House.Invoice(2_001_000)),
        }))));
        Assert.All(all.Where(a => a.Kind == 0), a => Assert.Equal(PaymentStatus.Paid, a.Result.Value?.Status));
        Assert.All(all.Where(a => a.Kind == 1), a => Assert.Equal("insufficient-funds", a.Result.Refusal?.Code));
        Assert.All(all.Where(a => a.Kind == 3), a => Assert.Equal("no-route", a.Result.Value?.Failure));
        var winner = Assert.Single(all, a => a.Kind == 2 && a.Result.Ok);
        Assert.All(all.Where(a => a.Kind == 2 && !a.Result.Ok), a => Assert.Equal("invoice-already-used", a.Result.Refusal?.Code));
        foreach (var card in poor)
            Assert.Equal((100, 0), await House.Balance(card));
        foreach (var card in rich)
        {
            // Each paid twice, at 1.00 and a cent of fee, and one of them the shared invoice too.
            var spent = all.Count(a => a.Card == card && a.Kind == 0) + (card == winner.Card ? 1 : 0);
            Assert.Equal((1000 - 101 * spent, 0), await House.Balance(card));
        }
        // Of what was refused there is no payment: the same invoice can be paid by a card that has the money.
        Assert.Equal(12 + 1 + 12, Value(await House.Payments.List(House.Store, null, null, null, 100, default)).Items.Count);
    }

    [Fact]
    public async Task A_tap_that_was_refused_still_pays_another_invoice()
    {
        var card = await House.Card("1.50");
        var chip = await House.Chip(card);
        var tap = Value(await House.Tap(chip));
        Assert.Equal("insufficient-funds", (await House.Pay(tap, House.Invoice(4_000_000))).Refusal?.Code);
        Assert.Equal(PaymentStatus.Paid, Value(await House.Pay(tap, House.Invoice(2_000_000))).Status);
        Assert.Equal("tap-used", (await House.Pay(tap, House.Invoice(100_000))).Refusal?.Code);
    }
}
