using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Payments that staff end because the node cannot tell how they ended.</summary>
public sealed class TapsVerdictsTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    private IPaymentVerdicts Verdicts => House.First.GetRequiredService<IPaymentVerdicts>();

    [Theory]
    [InlineData(true, 900), InlineData(false, 1000)]
    public async Task What_the_node_cannot_tell_ends_as_staff_say_once(bool paid, long balance)
    {
        var (card, payment) = await Stuck();
        var ended = Value(await Verdicts.Give(House.Store, payment.Id, paid, " seen at the node ", "ann", default));
        Assert.Equal((paid ? PaymentStatus.Paid : PaymentStatus.Failed, "ann", "seen at the node", paid ? null : "given-back"), (ended.Status, ended.ResolvedBy, ended.Reason, ended.Failure));
        Assert.Equal((balance, 0), await House.Balance(card));
        Assert.Equal(ended, await House.Payment(payment.Id));
        Assert.Equal(ended, Value(await Verdicts.Give(House.Store, payment.Id, paid, "again", "bob", default)));
        Assert.Equal("payment-over", (await Verdicts.Give(House.Store, payment.Id, !paid, "no", "bob", default)).Refusal!.Code);
        // The ledger says so too.
        var history = await House.Get<ILedgerReader>().History(House.Store, card, null, 10, default);
        Assert.Single(history, entry => entry.Kind == (paid ? TransferKind.Capture : TransferKind.Void) && entry.Details?.Contains("seen at the node", StringComparison.Ordinal) == true);
        // The node remembers too late.
        House.OnLook = _ => new LightningOutcome.Paid(2_000_000, 0, null);
        await House.Resolver.All(default);
        Assert.Equal((balance, 0), await House.Balance(card));
    }

    [Fact]
    public async Task What_the_node_can_tell_counts_for_more()
    {
        var (card, payment) = await Stuck();
        House.OnLook = _ => new LightningOutcome.Unknown("", LightningDoubt.OnItsWay);
        Assert.Equal("payment-on-its-way", (await Verdicts.Give(House.Store, payment.Id, false, "late", "ann", default)).Refusal!.Code);
        Assert.Equal((1000, 101), await House.Balance(card));
        House.OnLook = _ => new LightningOutcome.Paid(2_000_000, 0, new string('b', 64));
        Assert.Equal("payment-over", (await Verdicts.Give(House.Store, payment.Id, false, "late", "ann", default)).Refusal!.Code);
        Assert.Equal((PaymentStatus.Paid, null, null), (await House.Payment(payment.Id)) is var now ? (now.Status, now.ResolvedBy, now.Reason) : default);
        Assert.Equal((900, 0), await House.Balance(card));
    }

    [Fact]
    public async Task Nobody_says_how_a_payment_ends_that_may_still_be_tried()
    {
        var (_, payment) = await Stuck(TimeSpan.FromMinutes(2));
        Assert.Equal("payment-on-its-way", (await Verdicts.Give(House.Store, payment.Id, false, "early", "ann", default)).Refusal!.Code);
        House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("reason", (await Verdicts.Give(House.Store, payment.Id, false, "  ", "ann", default)).Refusal!.Path);
        Assert.Equal("reason", (await Verdicts.Give(House.Store, payment.Id, false, new string('x', 501), "ann", default)).Refusal!.Path);
        Assert.Equal("payment-not-found", (await Verdicts.Give("elsewhere", payment.Id, false, "x", "ann", default)).Refusal!.Code);
        Assert.Equal("payment-not-found", (await Verdicts.Give(House.Store, Guid.NewGuid(), false, "x", "ann", default)).Refusal!.Code);
        Value(await Verdicts.Give(House.Store, payment.Id, false, "x", "ann", default));
    }

    [Fact]
    public async Task Many_who_say_different_things_at_once_move_the_money_once()
    {
        var (card, payment) = await Stuck();
        var other = House.NewProcess().GetRequiredService<IPaymentVerdicts>();
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            (i % 3 == 0 ? other : Verdicts).Give(House.Store, payment.Id, i % 2 == 0, "x", $"staff {i}", default))));
        var paid = (await House.Payment(payment.Id)).Status == PaymentStatus.Paid;
        Assert.Equal(8, all.Count(r => r.Ok));
        Assert.All(all.Where(r => !r.Ok), r => Assert.Equal("payment-over", r.Refusal!.Code));
        Assert.Equal((paid ? 900 : 1000, 0), await House.Balance(card));
    }

    [Fact]
    public async Task Another_node_is_not_asked_for_what_the_first_one_did()
    {
        var (card, payment) = await Stuck();
        House.Node = "second";
        foreach (var said in new LightningOutcome?[] { null, new LightningOutcome.Failed("payment-failed", "Could not pay it either") })
        {
            House.OnLook = _ => said;
            House.Time.Advance(TimeSpan.FromDays(3));
            await House.Resolver.All(default);
            Assert.Equal((1000, 101), await House.Balance(card));
        }
        House.Node = "first";
        await House.Resolver.All(default);
        Assert.Equal((1000, 0), await House.Balance(card));
        var (other, stuck) = await Stuck();
        House.Node = "second";
        House.OnLook = _ => null;
        Assert.Equal("given-back", Value(await Verdicts.Give(House.Store, stuck.Id, false, "the old node is gone", "ann", default)).Failure);
        Assert.Equal((1000, 0), await House.Balance(other));
    }

    /// <summary>A payment of 1.00 whose answer was lost, and whose record says nothing.</summary>
    private async Task<(Guid Card, OutgoingPayment Payment)> Stuck(TimeSpan? age = null)
    {
        var card = await House.Card("10.00");
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        House.OnLook = _ => null;
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000)));
        House.OnLook = _ => new LightningOutcome.Unknown("", LightningDoubt.NotTold);
        House.Time.Advance(age ?? TimeSpan.FromDays(1));
        await House.Resolver.All(default);
        Assert.Equal((1000, 101), await House.Balance(card));
        return (card, payment);
    }
}
