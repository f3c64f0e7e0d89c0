using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Newtonsoft.Json.Linq;
using static BTCPayServer.Plugins.Flash.Tests.Support.TapsHouse;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What a Lightning payment does to the card that makes it, whatever the node and the process do. A dollar is 2,000 satoshis.</summary>
public sealed class TapsPaymentsTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    [Fact]
    public async Task Takes_the_amount_and_the_real_fee_and_no_more()
    {
        var card = await House.Card("10.00");
        // 2,000 satoshis are 1.00; the cap is 20, a cent; a fee of 11 is half a cent, rounded up.
        House.OnPay = async (terms, cap) =>
        {
            Assert.Equal((20_000, (1000L, 101L)), (cap, await House.Balance(card)));
            return await Paid(terms, 11_000);
        };
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000)));
        Assert.Equal((PaymentStatus.Paid, 100L, 1L, 11_000L, new string('a', 64)), (payment.Status, payment.Amount, payment.Fee, payment.FeeMsat, payment.Preimage));
        Assert.Equal((899, 0), await House.Balance(card));
        Assert.Equal((100, 1, 0), (await House.Account(AccountCodes.Lightning), await House.Account(AccountCodes.LightningFees), await House.Account(AccountCodes.Fees)));
    }

    [Fact]
    public async Task A_failure_gives_everything_back_and_the_invoice_is_spent()
    {
        var card = await House.Card("10.00");
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Failed("no-route", "No route"));
        var invoice = House.Invoice(2_000_000);
        var payment = Value(await House.Pay(card, invoice));
        Assert.Equal((PaymentStatus.Failed, "no-route"), (payment.Status, payment.Failure));
        Assert.Equal((1000, 0), await House.Balance(card));
        Assert.Equal("invoice-already-used", (await House.Pay(card, invoice)).Refusal?.Code);
    }

    [Fact]
    public async Task A_fee_above_the_cap_is_the_stores_own_loss()
    {
        var card = await House.Card("10.00");
        House.OnPay = (terms, cap) => Paid(terms, cap + 100_000);
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000)));
        // 120 satoshis are 6 cents; 20, a cent, were held.
        Assert.Equal((1L, 120_000L), (payment.Fee, payment.FeeMsat));
        Assert.Equal((899, 0), await House.Balance(card));
        Assert.Equal((6, -5), (await House.Account(AccountCodes.LightningFees), await House.Account(AccountCodes.Fees)));
    }

    [Fact]
    public async Task A_fee_that_the_node_does_not_tell_is_not_taken()
    {
        var card = await House.Card("10.00");
        House.OnPay = (terms, _) => Paid(terms, null);
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000)));
        Assert.Equal((0L, null), (payment.Fee, payment.FeeMsat));
        Assert.Equal((900, 0), await House.Balance(card));
    }

    public static TheoryData<string?, bool> Ends => new() { { "paid", true }, { "failed", false }, { null, false } };

    [Theory, MemberData(nameof(Ends))]
    public async Task An_unknown_outcome_keeps_the_hold_until_the_node_knows(string? end, bool taken)
    {
        var card = await House.Card("10.00");
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000)));
        Assert.Equal(PaymentStatus.Open, payment.Status);
        House.OnLook = _ => new LightningOutcome.Unknown("on its way");
        for (var day = 0; day < 3; day++)
        {
            await House.Resolver.All(default);
            await House.Get<LedgerHousekeeper>().ExpireHolds(default);
            Assert.Equal((1000, 101), await House.Balance(card));
            House.Time.Advance(TimeSpan.FromDays(1));
        }
        House.OnLook = _ => end switch
        {
            "paid" => new LightningOutcome.Paid(2_000_000, 1000, null),
            "failed" => new LightningOutcome.Failed("payment-failed", ""),
            _ => null,
        };
        await House.Resolver.All(default);
        Assert.Equal(taken ? PaymentStatus.Paid : PaymentStatus.Failed, (await House.Payment(payment.Id)).Status);
        Assert.Equal(taken ? (899, 0) : (1000, 0), await House.Balance(card));
        await House.Resolver.All(default);
        Assert.Equal(taken ? (899, 0) : (1000, 0), await House.Balance(card));
    }

    [Fact]
    public async Task What_the_node_does_not_know_is_not_believed_while_it_may_still_be_asked()
    {
        var card = await House.Card("10.00");
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000, TimeSpan.FromHours(1))));
        // An earlier attempt of somebody else, or none.
        foreach (var answer in new LightningOutcome?[] { new LightningOutcome.Failed("payment-failed", ""), null })
        {
            House.OnLook = _ => answer;
            await House.Resolver.All(default);
            Assert.Equal(PaymentStatus.Open, (await House.Payment(payment.Id)).Status);
        }
        House.Time.Advance(TimeSpan.FromHours(1));
        await House.Resolver.All(default);
        Assert.Equal(PaymentStatus.Open, (await House.Payment(payment.Id)).Status);
        House.Time.Advance(OutgoingPayments.Quiet + TimeSpan.FromSeconds(1));
        // A node that refuses to be asked has no record of anything either.
        House.Answers = false;
        await House.Resolver.All(default);
        Assert.Equal(PaymentStatus.Open, (await House.Payment(payment.Id)).Status);
        House.Answers = true;
        await House.Resolver.All(default);
        Assert.Equal((PaymentStatus.Failed, "no-record"), ((await House.Payment(payment.Id)).Status, (await House.Payment(payment.Id)).Failure));
    }

    [Fact]
    public async Task Dead_before_the_node_was_asked_gives_back_and_never_pays()
    {
        var card = await House.Card("10.00");
        var invoice = House.Invoice(2_000_000);
        var held = Value(await House.Payments.Hold(House.Store, new PayInvoice(card, invoice.Bolt11), default));
        Assert.Equal((1000, 101), await House.Balance(card));
        var other = House.NewProcess();
        await other.GetRequiredService<PaymentResolver>().All(default);
        Assert.Equal((1000, 101), await House.Balance(card));
        House.Time.Advance(OutgoingPayments.Patience + TimeSpan.FromSeconds(1));
        await other.GetRequiredService<PaymentResolver>().All(default);
        Assert.Equal((1000, 0), await House.Balance(card));
        // The dead one was only asleep.
        Assert.Equal("never-attempted", Value(await House.Payments.Send(held.Payment, held.Terms)).Failure);
        Assert.Empty(House.Attempts);
    }

    [Fact]
    public async Task Dead_while_the_node_pays_is_found_out_by_the_next_process()
    {
        var card = await House.Card("10.00");
        var never = new TaskCompletionSource<LightningOutcome>();
        House.OnPay = (_, _) => never.Task;
        var lost = House.Pay(card, House.Invoice(2_000_000));
        await House.Until(() => House.Attempts.Count == 1);
        House.OnLook = _ => new LightningOutcome.Paid(2_000_000, 1000, null);
        await House.NewProcess().GetRequiredService<PaymentResolver>().All(default);
        Assert.Equal((899, 0), await House.Balance(card));
        // It comes back with the same news, or with other news: nothing moves twice.
        never.SetResult(new LightningOutcome.Failed("no-route", ""));
        Assert.Equal(PaymentStatus.Paid, Value(await lost).Status);
        Assert.Equal((899, 0), await House.Balance(card));
    }

    [Fact]
    public async Task Who_hangs_up_while_the_money_is_held_is_paid_all_the_same()
    {
        var card = await House.Card("10.00");
        var invoice = House.Invoice(2_000_000);
        using var gone = new CancellationTokenSource();
        Task<Flash.Api.Result<OutgoingPayment>> call;
        await using (var connection = await House.Database.Open())
        await using (var other = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("select from flash.ledgers where store_id = @Store for update", new { House.Store }, other);
            call = House.Payments.Pay(House.Store, new PayInvoice(card, invoice.Bolt11), gone.Token);
            await using var looking = await House.Database.Open();
            await Waiting.Eventually(async () => await looking.ExecuteScalarAsync<bool>(
                "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"), "it never came to hold");
            await gone.CancelAsync();
            await Task.Delay(100);
        }
        await Waiting.Eventually(async () => Value(await House.Payments.List(House.Store, card, PaymentStatus.Paid, null, 10, default)).Items.Count == 1, "what was held is never sent");
        Assert.Equal(PaymentStatus.Paid, Value(await call).Status);
        Assert.Equal((899, 0), await House.Balance(card));
    }

    [Fact]
    public async Task An_invoice_is_paid_once_however_many_ask()
    {
        List<Guid> cards = [await House.Card("10.00"), await House.Card("10.00"), await House.Card("10.00")];
        var invoice = House.Invoice(2_000_000);
        House.OnPay = async (terms, _) =>
        {
            await Task.Delay(50);
            return await Paid(terms, 0);
        };
        var others = House.NewProcess().GetRequiredService<IOutgoingPayments>();
        var results = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() =>
            (i % 2 == 0 ? House.Payments : others).Pay(House.Store, new PayInvoice(cards[i % 3], invoice.Bolt11), default))));
        Assert.Single(results, r => r.Ok);
        Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("invoice-already-used", r.Refusal!.Code));
        Assert.Equal(1, House.Attempts[invoice.PaymentHash]);
        Assert.Equal(2900, (await Task.WhenAll(cards.Select(card => House.Balance(card)))).Sum(b => b.Posted));
    }

    [Fact]
    public async Task A_node_that_lists_only_what_was_paid_can_pay_and_is_waited_for()
    {
        var card = await House.Card("10.00");
        House.OnLook = _ => new LightningOutcome.Unknown("", LightningDoubt.NotListed);
        Assert.Equal(PaymentStatus.Paid, Value(await House.Pay(card, House.Invoice(2_000_000))).Status);
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        var payment = Value(await House.Pay(card, House.Invoice(2_000_000, TimeSpan.FromMinutes(1))));
        House.Time.Advance(TimeSpan.FromDays(2));
        await House.Resolver.All(default);
        Assert.Equal((899, 101), await House.Balance(card));
        // Staff may know.
        Assert.Equal(PaymentStatus.Failed, Value(await House.Get<IPaymentVerdicts>().Give(House.Store, payment.Id, false, "The wallet shows nothing", "ann", default)).Status);
        Assert.Equal((899, 0), await House.Balance(card));
    }

    [Fact]
    public async Task Many_at_once_never_spend_more_than_there_is()
    {
        var card = await House.Card("10.00");
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => House.Pay(card, House.Invoice(2_000_000)))));
        Assert.All(results.Where(r => !r.Ok), r => Assert.Equal("insufficient-funds", r.Refusal!.Code));
        Assert.Equal(9, results.Count(r => r.Ok));
        Assert.Equal((1000 - 9 * 101, 0), await House.Balance(card));
    }

    [Fact]
    public async Task Limits_count_what_is_on_its_way()
    {
        var card = await House.Card("100.00", new CardLimits("5.00", "8.00"));
        Assert.Equal("limit-exceeded", (await House.Pay(card, House.Invoice(10_002_000))).Refusal?.Code);
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        Value(await House.Pay(card, House.Invoice(10_000_000)));
        Assert.Equal("limit-exceeded", (await House.Pay(card, House.Invoice(8_000_000))).Refusal?.Code);
        Value(await House.Pay(card, House.Invoice(6_000_000)));
        // What failed does not count any more.
        House.Time.Advance(TimeSpan.FromMinutes(2));
        House.OnLook = hash => new LightningOutcome.Failed("payment-failed", "");
        await House.Resolver.All(default);
        House.OnLook = _ => null;
        Value(await House.Pay(card, House.Invoice(10_000_000)));
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
    [InlineData("node denies", "lightning-unavailable")]
    [InlineData("paid by others", "invoice-already-used")]
    [InlineData("others are at it", "invoice-already-used")]
    [InlineData("others tried", "invoice-already-used")]
    [InlineData("others failed", "invoice-already-used")]
    [InlineData("not approved", "pin-required")]
    [InlineData("no card", "card-not-found")]
    public async Task Refusals_hold_nothing(string what, string code)
    {
        var card = await House.Card("10.00");
        var invoice = House.Invoice(what switch { "amountless" => null, "1 msat" => 1, "999 msat" => 999, "all there is" => 20_000_000, "beyond" => long.MaxValue, _ => 2_000_000 });
        switch (what)
        {
            case "expired": House.Time.Advance(TimeSpan.FromHours(1)); break;
            case "frozen": Value(await House.Cards.Freeze(House.Store, card, default)); break;
            case "no rate": House.Quote = null; break;
            case "beyond": House.Quote = new RateQuote(1e15m, 1e15m); break;
            case "no node": House.Lightning.Setup(l => l.Obstacle(House.Store, It.IsAny<CancellationToken>())).ReturnsAsync(TapRefusals.LightningUnavailable); break;
            case "node down": House.OnLook = _ => new LightningOutcome.Unknown("down"); break;
            case "node denies": House.Answers = false; break;
            case "others are at it": House.OnLook = _ => new LightningOutcome.Unknown("", LightningDoubt.OnItsWay); break;
            case "others tried": House.OnLook = _ => new LightningOutcome.Unknown("", LightningDoubt.NotTold); break;
            // Of an attempt of ours whose answer is lost, their failure would be taken for ours.
            case "others failed": House.OnLook = _ => new LightningOutcome.Failed("payment-failed", ""); break;
            case "paid by others": House.OnLook = _ => new LightningOutcome.Paid(2_000_000, 0, null); break;
        }
        var command = new PayInvoice(what == "no card" ? Guid.NewGuid() : card, what == "nonsense" ? "lnbcrt1nonsense" : invoice.Bolt11,
            Approve: what == "not approved" ? (_, _) => Task.FromResult<Flash.Api.Refusal?>(new("pin-required", "")) : null);
        Assert.Equal(code, (await House.Payments.Pay(House.Store, command, default)).Refusal?.Code);
        Assert.Equal((1000, 0), await House.Balance(card));
        Assert.Empty(House.Attempts);
        // Nothing was spent: once nothing is in the way, the same invoice can be paid.
        if (what is "frozen")
        {
            Value(await House.Get<ICardFates>().Found(House.Store, card, default));
            Assert.Equal(PaymentStatus.Paid, Value(await House.Pay(card, invoice)).Status);
        }
    }

    [Fact]
    public async Task The_rate_of_the_hold_counts_and_is_kept_with_its_spread()
    {
        var card = await House.Card("10.00");
        House.Quote = new RateQuote(49_000m, 51_000m);
        House.OnPay = (terms, _) =>
        {
            House.Quote = new RateQuote(10m, 10m);
            return Paid(terms, 0);
        };
        // 1,999 satoshis at 51,000 are 1.01949: 1.02 for the card.
        var payment = Value(await House.Pay(card, House.Invoice(1_999_000)));
        Assert.Equal((102L, 51_000m, 0.02m), (payment.Amount, payment.Rate, payment.Spread));
        Assert.Equal((898, 0), await House.Balance(card));
        var hold = await House.Get<ILedgerReader>().Find(House.Store, payment.AmountHold, default);
        var details = JObject.Parse(hold!.Details!);
        Assert.Equal(("51000", "0.02", payment.PaymentHash), ((string?)details["rate"], (string?)details["spread"], (string?)details["paymentHash"]));
    }
}
