using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Newtonsoft.Json.Linq;
using static BTCPayServer.Plugins.Flash.Tests.Support.TapsHouse;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What a Lightning payment does to the card that makes it, whatever the node and the process do. A dollar is 2,000 satoshis.</summary>
public sealed class TapsPaymentsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TapsHouse house = null!;

    public async ValueTask InitializeAsync() => house = await Open(postgres);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Takes_the_amount_and_the_real_fee_and_no_more()
    {
        var card = await house.Card("10.00");
        // 2,000 satoshis are 1.00; the cap is 20, a cent; a fee of 11 is half a cent, rounded up.
        house.OnPay = async (terms, cap) =>
        {
            Assert.Equal((20_000, (1000L, 101L)), (cap, await house.Balance(card)));
            return await Paid(terms, 11_000);
        };
        var payment = Value(await house.Pay(card, house.Invoice(2_000_000)));
        Assert.Equal((PaymentStatus.Paid, 100L, 1L, 11_000L, new string('a', 64)), (payment.Status, payment.Amount, payment.Fee, payment.FeeMsat, payment.Preimage));
        Assert.Equal((899, 0), await house.Balance(card));
        Assert.Equal((100, 1, 0), (await house.Account(AccountCodes.Lightning), await house.Account(AccountCodes.LightningFees), await house.Account(AccountCodes.Fees)));
    }

    [Fact]
    public async Task A_failure_gives_everything_back_and_the_invoice_is_spent()
    {
        var card = await house.Card("10.00");
        house.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Failed("no-route", "No route"));
        var invoice = house.Invoice(2_000_000);
        var payment = Value(await house.Pay(card, invoice));
        Assert.Equal((PaymentStatus.Failed, "no-route"), (payment.Status, payment.Failure));
        Assert.Equal((1000, 0), await house.Balance(card));
        Assert.Equal("invoice-already-used", (await house.Pay(card, invoice)).Refusal?.Code);
    }

    [Fact]
    public async Task A_fee_above_the_cap_is_the_stores_own_loss()
    {
        var card = await house.Card("10.00");
        house.OnPay = (terms, cap) => Paid(terms, cap + 100_000);
        var payment = Value(await house.Pay(card, house.Invoice(2_000_000)));
        // 120 satoshis are 6 cents; 20, a cent, were held.
        Assert.Equal((1L, 120_000L), (payment.Fee, payment.FeeMsat));
        Assert.Equal((899, 0), await house.Balance(card));
        Assert.Equal((6, -5), (await house.Account(AccountCodes.LightningFees), await house.Account(AccountCodes.Fees)));
    }

    [Fact]
    public async Task A_fee_that_the_node_does_not_tell_is_not_taken()
    {
        var card = await house.Card("10.00");
        house.OnPay = (terms, _) => Paid(terms, null);
        var payment = Value(await house.Pay(card, house.Invoice(2_000_000)));
        Assert.Equal((0L, null), (payment.Fee, payment.FeeMsat));
        Assert.Equal((900, 0), await house.Balance(card));
    }

    public static TheoryData<string?, bool> Ends => new() { { "paid", true }, { "failed", false }, { null, false } };

    [Theory, MemberData(nameof(Ends))]
    public async Task An_unknown_outcome_keeps_the_hold_until_the_node_knows(string? end, bool taken)
    {
        var card = await house.Card("10.00");
        house.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var payment = Value(await house.Pay(card, house.Invoice(2_000_000)));
        Assert.Equal(PaymentStatus.Open, payment.Status);
        house.OnLook = _ => new LightningOutcome.Unknown("on its way");
        for (var day = 0; day < 3; day++)
        {
            await house.Resolver.All(default);
            await house.First.GetRequiredService<LedgerHousekeeper>().ExpireHolds(default);
            Assert.Equal((1000, 101), await house.Balance(card));
            house.Time.Advance(TimeSpan.FromDays(1));
        }
        house.OnLook = _ => end switch
        {
            "paid" => new LightningOutcome.Paid(2_000_000, 1000, null),
            "failed" => new LightningOutcome.Failed("payment-failed", ""),
            _ => null,
        };
        await house.Resolver.All(default);
        Assert.Equal(taken ? PaymentStatus.Paid : PaymentStatus.Failed, (await house.Payment(payment.Id)).Status);
        Assert.Equal(taken ? (899, 0) : (1000, 0), await house.Balance(card));
        await house.Resolver.All(default);
        Assert.Equal(taken ? (899, 0) : (1000, 0), await house.Balance(card));
    }

    [Fact]
    public async Task What_the_node_does_not_know_is_not_believed_while_it_may_still_be_asked()
    {
        var card = await house.Card("10.00");
        house.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var payment = Value(await house.Pay(card, house.Invoice(2_000_000, TimeSpan.FromHours(1))));
        // An earlier attempt of somebody else, or none.
        foreach (var answer in new LightningOutcome?[] { new LightningOutcome.Failed("payment-failed", ""), null })
        {
            house.OnLook = _ => answer;
            await house.Resolver.All(default);
            Assert.Equal(PaymentStatus.Open, (await house.Payment(payment.Id)).Status);
        }
        house.Time.Advance(TimeSpan.FromHours(1));
        await house.Resolver.All(default);
        Assert.Equal(PaymentStatus.Open, (await house.Payment(payment.Id)).Status);
        house.Time.Advance(OutgoingPayments.Quiet + TimeSpan.FromSeconds(1));
        // A node that refuses to be asked has no record of anything either.
        house.Answers = false;
        await house.Resolver.All(default);
        Assert.Equal(PaymentStatus.Open, (await house.Payment(payment.Id)).Status);
        house.Answers = true;
        await house.Resolver.All(default);
        Assert.Equal((PaymentStatus.Failed, "no-record"), ((await house.Payment(payment.Id)).Status, (await house.Payment(payment.Id)).Failure));
    }

    [Fact]
    public async Task Dead_before_the_node_was_asked_gives_back_and_never_pays()
    {
        var card = await house.Card("10.00");
        var invoice = house.Invoice(2_000_000);
        var held = Value(await house.Payments.Hold(house.Store, new PayInvoice(card, invoice.Bolt11), default));
        Assert.Equal((1000, 101), await house.Balance(card));
        var other = house.NewProcess();
        await other.GetRequiredService<PaymentResolver>().All(default);
        Assert.Equal((1000, 101), await house.Balance(card));
        house.Time.Advance(OutgoingPayments.Patience + TimeSpan.FromSeconds(1));
        await other.GetRequiredService<PaymentResolver>().All(default);
        Assert.Equal((1000, 0), await house.Balance(card));
        // The dead one was only asleep.
        Assert.Equal("never-attempted", Value(await house.Payments.Send(held.Payment, held.Terms)).Failure);
        Assert.Empty(house.Attempts);
    }

    [Fact]
    public async Task Dead_while_the_node_pays_is_found_out_by_the_next_process()
    {
        var card = await house.Card("10.00");
        var never = new TaskCompletionSource<LightningOutcome>();
        house.OnPay = (_, _) => never.Task;
        var lost = house.Pay(card, house.Invoice(2_000_000));
        await house.Until(() => house.Attempts.Count == 1);
        house.OnLook = _ => new LightningOutcome.Paid(2_000_000, 1000, null);
        await house.NewProcess().GetRequiredService<PaymentResolver>().All(default);
        Assert.Equal((899, 0), await house.Balance(card));
        // It comes back with the same news, or with other news: nothing moves twice.
        never.SetResult(new LightningOutcome.Failed("no-route", ""));
        Assert.Equal(PaymentStatus.Paid, Value(await lost).Status);
        Assert.Equal((899, 0), await house.Balance(card));
    }

    [Fact]
    public async Task An_invoice_is_paid_once_however_many_ask()
    {
        List<Guid> cards = [await house.Card("10.00"), await house.Card("10.00"), await house.Card("10.00")];
        var invoice = house.Invoice(2_000_000);
        house.OnPay = async (terms, _) =>
        {
            await Task.Delay(50);
            return await Paid(terms, 0);
        };
        var others = house.NewProcess().GetRequiredService<IOutgoingPayments>();
        var results = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
            (i % 2 == 0 ? house.Payments : others).Pay(house.Store, new PayInvoice(cards[i % 3], invoice.Bolt11), default))));
        Assert.Single(results, r => r.Ok);
        Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("invoice-already-used", r.Refusal!.Code));
        Assert.Equal(1, house.Attempts[invoice.PaymentHash]);
        Assert.Equal(2900, (await Task.WhenAll(cards.Select(house.Balance))).Sum(b => b.Posted));
    }

    [Fact]
    public async Task Many_at_once_never_spend_more_than_there_is()
    {
        var card = await house.Card("10.00");
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => house.Pay(card, house.Invoice(2_000_000)))));
        Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("insufficient-funds", r.Refusal!.Code));
        Assert.Equal(9, results.Count(r => r.Ok));
        Assert.Equal((1000 - 9 * 101, 0), await house.Balance(card));
    }

    [Fact]
    public async Task Limits_count_what_is_on_its_way()
    {
        var card = await house.Card("100.00", new CardLimits("5.00", "8.00"));
        Assert.Equal("limit-exceeded", (await house.Pay(card, house.Invoice(10_002_000))).Refusal?.Code);
        house.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        Value(await house.Pay(card, house.Invoice(10_000_000)));
        Assert.Equal("limit-exceeded", (await house.Pay(card, house.Invoice(8_000_000))).Refusal?.Code);
        Value(await house.Pay(card, house.Invoice(6_000_000)));
        // What failed does not count any more.
        house.Time.Advance(TimeSpan.FromMinutes(2));
        house.OnLook = hash => new LightningOutcome.Failed("payment-failed", "");
        await house.Resolver.All(default);
        Value(await house.Pay(card, house.Invoice(10_000_000)));
    }

    [Theory]
    [InlineData("amountless", "invoice-amount-missing")]
    [InlineData("expired", "invoice-expired")]
    [InlineData("nonsense", "invoice-invalid")]
    [InlineData("1 msat", "amount-too-small")]
    [InlineData("999 msat", "amount-too-small")]
    [InlineData("all there is", "insufficient-funds")]
    [InlineData("beyond", "amount-too-large")]
    [InlineData("frozen", "card-frozen")]
    [InlineData("no rate", "rate-unavailable")]
    [InlineData("no node", "lightning-unavailable")]
    [InlineData("node down", "lightning-unavailable")]
    [InlineData("paid by others", "invoice-already-used")]
    [InlineData("not approved", "pin-required")]
    [InlineData("no card", "card-not-found")]
    public async Task Refusals_hold_nothing(string what, string code)
    {
        var card = await house.Card("10.00");
        var invoice = house.Invoice(what switch { "amountless" => null, "1 msat" => 1, "999 msat" => 999, "all there is" => 20_000_000, "beyond" => long.MaxValue, _ => 2_000_000 });
        switch (what)
        {
            case "expired": house.Time.Advance(TimeSpan.FromHours(1)); break;
            case "frozen": Value(await house.Cards.Freeze(house.Store, card, default)); break;
            case "no rate": house.Quote = null; break;
            case "beyond": house.Quote = new RateQuote(1e15m, 1e15m); break;
            case "no node": house.Lightning.Setup(l => l.Obstacle(house.Store, It.IsAny<CancellationToken>())).ReturnsAsync(TapRefusals.LightningUnavailable); break;
            case "node down": house.OnLook = _ => new LightningOutcome.Unknown("down"); break;
            case "paid by others": house.OnLook = _ => new LightningOutcome.Paid(2_000_000, 0, null); break;
        }
        var command = new PayInvoice(what == "no card" ? Guid.NewGuid() : card, what == "nonsense" ? "lnbcrt1nonsense" : invoice.Bolt11,
            Approve: what == "not approved" ? (_, _) => Task.FromResult<Flash.Api.Refusal?>(new("pin-required", "")) : null);
        Assert.Equal(code, (await house.Payments.Pay(house.Store, command, default)).Refusal?.Code);
        Assert.Equal((1000, 0), await house.Balance(card));
        Assert.Empty(house.Attempts);
        // Nothing was spent: once nothing is in the way, the same invoice can be paid.
        if (what is "frozen")
        {
            Value(await house.Cards.Unfreeze(house.Store, card, default));
            Assert.Equal(PaymentStatus.Paid, Value(await house.Pay(card, invoice)).Status);
        }
    }

    [Fact]
    public async Task The_rate_of_the_hold_counts_and_is_kept_with_its_spread()
    {
        var card = await house.Card("10.00");
        house.Quote = new RateQuote(49_000m, 51_000m);
        house.OnPay = (terms, _) =>
        {
            house.Quote = new RateQuote(10m, 10m);
            return Paid(terms, 0);
        };
        // 1,999 satoshis at 51,000 are 1.01949: 1.02 for the card.
        var payment = Value(await house.Pay(card, house.Invoice(1_999_000)));
        Assert.Equal((102L, 51_000m, 0.02m), (payment.Amount, payment.Rate, payment.Spread));
        Assert.Equal((898, 0), await house.Balance(card));
        var hold = await house.First.GetRequiredService<ILedgerReader>().Find(house.Store, payment.AmountHold, default);
        var details = JObject.Parse(hold!.Details!);
        Assert.Equal(("51000", "0.02", payment.PaymentHash), ((string?)details["rate"], (string?)details["spread"], (string?)details["paymentHash"]));
    }
}
