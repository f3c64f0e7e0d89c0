using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Moq;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Payments whose outcome is open: nobody waits for another one's node.</summary>
public sealed class TapsWaitingTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_node_that_gives_no_answer_keeps_nobody_elses_payments_waiting(bool looks)
    {
        var card = await House.Card("100.00");
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        List<string> dead = [];
        for (var i = 0; i < 5; i++)
            dead.Add(Value(await House.Pay(card, House.Invoice(2_000_000))).PaymentHash);
        House.Node = "second";
        var other = Value(await House.Pay(card, House.Invoice(2_000_000)));
        House.Node = "first";
        House.Time.Advance(TimeSpan.FromDays(1));
        House.Answers = false;
        List<string> asked = [];
        House.OnLook = hash =>
        {
            asked.Add(hash);
            return hash == other.PaymentHash ? new LightningOutcome.Paid(2_000_000, 0, null) : looks ? new LightningOutcome.Unknown("silent") : null;
        };
        await House.Resolver.All(default);
        Assert.Equal([dead[0], other.PaymentHash], asked);
        Assert.Equal(PaymentStatus.Paid, (await House.Payment(other.Id)).Status);
        // In the next round it may be back.
        House.Time.Advance(TimeSpan.FromDays(1));
        House.Answers = true;
        House.OnLook = _ => new LightningOutcome.Failed("payment-failed", "");
        await House.Resolver.Due(default);
        Assert.Equal((9900, 0), await House.Balance(card));
    }

    [Theory, InlineData("own"), InlineData(null)]
    public async Task A_store_that_left_a_node_keeps_nobody_waiting_who_still_has_it(string? node)
    {
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        await House.SetProgramme(store: "store2");
        var elsewhere = await House.Card("100.00", store: "store2");
        var left = Value(await House.Payments.Pay("store2", new PayInvoice(elsewhere, House.Invoice(2_000_000).Bolt11), default));
        var stays = Value(await House.Pay(await House.Card("100.00"), House.Invoice(2_000_000)));
        Assert.Equal(("first", "first"), (left.Node, stays.Node));
        House.Lightning.Setup(l => l.Node("store2", It.IsAny<CancellationToken>())).ReturnsAsync(node);
        House.Lightning.Setup(l => l.Look("store2", It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(new LightningOutcome.Unknown("silent"));
        House.OnLook = _ => new LightningOutcome.Paid(2_000_000, 0, null);
        await House.Resolver.All(default);
        Assert.Equal(PaymentStatus.Open, Value(await House.Payments.Find("store2", left.Id, default)).Status);
        Assert.Equal(PaymentStatus.Paid, (await House.Payment(stays.Id)).Status);
    }

    [Fact]
    public async Task A_payment_of_which_the_node_never_tells_keeps_no_other_waiting_for_ever()
    {
        var card = await House.Card("100.00");
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var never = Value(await House.Pay(card, House.Invoice(2_000_000)));
        var other = Value(await House.Pay(card, House.Invoice(2_000_000)));
        House.OnLook = hash => hash == never.PaymentHash ? new LightningOutcome.Unknown("silent") : new LightningOutcome.Paid(2_000_000, 0, null);
        for (var rounds = 0; rounds < 40; rounds++)
        {
            House.Time.Advance(TimeSpan.FromMinutes(11));
            await House.Resolver.Due(default);
        }
        Assert.Equal((PaymentStatus.Open, PaymentStatus.Paid), ((await House.Payment(never.Id)).Status, (await House.Payment(other.Id)).Status));
    }
}
