using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using DevServer.Lightning;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>Paying from a store's node when anything may go wrong: what is said to be paid is, and nothing is paid twice.</summary>
public sealed class StoreLightningTests(PostgresFixture postgres)
{
    private const long Cap = 10_000;
    private const string Phoenixd = """{"BTC-LN":{"connectionString":"type=devserver;as=phoenixd"}}""";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    // For a node that says nothing: all that happens before must fit into it on a busy machine too.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(1500);

    // trouble; what Pay says; what Look says then, and after a restart; how often it was paid in the end
    public static TheoryData<string, string, string, string, int> Matrix => new()
    {
        { nameof(LightningTrouble.Ok), "paid", "paid", "paid", 1 },
        { nameof(LightningTrouble.Fail), "no-route", "payment-failed", "payment-failed", 0 },
        { nameof(LightningTrouble.Error), "payment-failed", "payment-failed", "payment-failed", 0 },
        { nameof(LightningTrouble.ErrorUnrecorded), "unknown", "no record", "no record", 0 },
        { nameof(LightningTrouble.Throw), "unknown", "no record", "no record", 0 },
        { nameof(LightningTrouble.Unknown), "unknown", "unknown", "unknown", 0 },
        { nameof(LightningTrouble.NeverAnswer), "unknown", "unknown", "unknown", 0 },
        { nameof(LightningTrouble.Deaf), "unknown", "unknown", "unknown", 0 },
        { nameof(LightningTrouble.AnswerAfterRestart), "unknown", "unknown", "paid", 1 },
        { nameof(LightningTrouble.FailAfterRestart), "unknown", "unknown", "payment-failed", 0 },
        { nameof(LightningTrouble.Retries), "unknown", "payment-failed", "paid", 1 },
        { nameof(LightningTrouble.PaysButErrors), "paid", "paid", "paid", 1 },
        { nameof(LightningTrouble.PaysButThrows), "paid", "paid", "paid", 1 },
        { nameof(LightningTrouble.PaysButSilent), "paid", "paid", "paid", 1 },
        { nameof(LightningTrouble.FeeHigher), "paid", "paid", "paid", 1 },
    };

    [Theory, MemberData(nameof(Matrix))]
    public async Task Says_what_is_sure_and_nothing_else(string trouble, string pay, string look, string lookAfterRestart, int paid)
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(2_000_000);
        await world.Trouble(Enum.Parse<LightningTrouble>(trouble), terms.PaymentHash);
        var before = (await world.Payments.Node(default)).LocalMsat;

        Assert.Equal(pay, Name(await Pay(world, terms, trouble)));
        Assert.Equal(look, Name(await world.Lightning.Look(world.Store, terms.PaymentHash, default)));
        await world.Restart();
        var end = await world.Lightning.Look(world.Store, terms.PaymentHash, default);
        Assert.Equal(lookAfterRestart, Name(end));

        var seen = await world.Seen(terms);
        Assert.Equal((1, paid), (seen.Attempts, seen.Paid));
        Assert.Equal(paid == 1 ? 2_000_000 : null, (await world.Asked(terms))!.ReceivedMsat);
        Assert.Equal(before - (paid * (2_000_000 + seen.FeeMsat)), (await world.Payments.Node(default)).LocalMsat);
        if (end is LightningOutcome.Paid outcome)
        {
            var fee = trouble == nameof(LightningTrouble.FeeHigher) ? Cap + 2_000 : 2_000;
            Assert.Equal(new LightningOutcome.Paid(2_000_000, fee, (await world.Asked(terms))!.Preimage), outcome);
        }
    }

    [Fact]
    public async Task A_second_attempt_at_a_paid_invoice_is_paid_with_the_first_ones_fee()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_500_000);
        var first = await Pay(world, terms);
        Assert.Equal(first, await Pay(world, terms));
        Assert.IsType<LightningOutcome.Paid>(first);
        Assert.Equal((2, 1), (await world.Seen(terms)) is var seen ? (seen.Attempts, seen.Paid) : default);
    }

    [Fact]
    public async Task Many_at_once_pay_once()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_000_000);
        await world.Trouble(LightningTrouble.Ok, terms.PaymentHash, delayMs: 100);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Pay(world, terms)));
        Assert.All(outcomes, o => Assert.IsNotType<LightningOutcome.Failed>(o));
        Assert.Equal((8, 1), (await world.Seen(terms)) is var seen ? (seen.Attempts, seen.Paid) : default);
    }

    [Fact]
    public async Task An_attempt_while_another_is_on_its_way_is_no_failure()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_000_000);
        await world.Trouble(LightningTrouble.NeverAnswer);
        await Pay(world, terms, nameof(LightningTrouble.NeverAnswer));
        Assert.IsType<LightningOutcome.Unknown>(await Pay(world, terms));
        Assert.True(await world.Node.Settle(terms.PaymentHash, paid: true));
        Assert.IsType<LightningOutcome.Paid>(await world.Lightning.Look(world.Store, terms.PaymentHash, default));
        Assert.Equal(1, (await world.Seen(terms)).Paid);
    }

    [Fact]
    public async Task An_earlier_failure_says_nothing_of_an_attempt_that_was_lost()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_000_000);
        await world.Trouble(LightningTrouble.Error, terms.PaymentHash);
        Assert.Equal("payment-failed", Name(await Pay(world, terms)));
        // The request may yet arrive at the node, by a slow line.
        await world.Trouble(LightningTrouble.Throw, terms.PaymentHash);
        Assert.Equal("unknown", Name(await Pay(world, terms)));
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_payment()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_000_000);
        await world.Trouble(LightningTrouble.Ok, terms.PaymentHash, delayMs: 1_000);
        using var stop = new CancellationTokenSource();
        var pay = world.Lightning.Pay(world.Store, terms, Cap, Timeout, stop.Token);
        await Waiting.Eventually(async () => (await world.Seen(terms)).Status == "pending", "it never was on its way");
        await stop.CancelAsync();
        Assert.IsType<LightningOutcome.Unknown>(await pay);
        await Waiting.Eventually(async () => await world.Lightning.Look(world.Store, terms.PaymentHash, default) is LightningOutcome.Paid, "it never was paid");
    }

    [Fact]
    public async Task A_node_that_is_down_makes_everything_unknown()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_000_000);
        await world.Payments.SetNode(null, true, default);
        Assert.IsType<LightningOutcome.Unknown>(await Pay(world, terms));
        Assert.IsType<LightningOutcome.Unknown>(await world.Lightning.Look(world.Store, terms.PaymentHash, default));
        await world.Payments.SetNode(null, false, default);
        Assert.Null(await world.Lightning.Look(world.Store, terms.PaymentHash, default));
    }

    [Theory]
    [InlineData(1_000, 1_000, "paid")]
    [InlineData(1, 1_000, "paid")]
    [InlineData(5_000_000, 4_999, "no-route")]
    [InlineData(5_000_000, 5_000, "paid")]
    [InlineData(1_000, 999, "fee-cap-too-low")]
    [InlineData(1_000, -5, "fee-cap-too-low")]
    public async Task Keeps_to_the_fee_cap(long amount, long cap, string said)
    {
        await using var world = await LightningWorld.Start(postgres);
        Assert.Equal(said, Name(await world.Lightning.Pay(world.Store, await world.Ask(amount), cap, Timeout, default)));
    }

    [Fact]
    public async Task What_the_node_has_not_or_the_payee_takes_no_longer_is_not_paid()
    {
        await using var world = await LightningWorld.Start(postgres);
        await world.Payments.SetNode(1_000_000, null, default);
        Assert.Equal("no-route", Name(await Pay(world, await world.Ask(1_000_000))));
        var late = await world.Ask(1_000, ageSeconds: 3700);
        Assert.Equal("no-route", Name(await Pay(world, late)));
        Assert.Equal("invoice-amount-missing", Name(await Pay(world, await world.Ask(null))));
        Assert.Equal(1_000_000, (await world.Payments.Node(default)).LocalMsat);
    }

    [Fact]
    public async Task A_store_without_the_right_to_the_internal_node_may_look_and_not_pay()
    {
        await using var world = await LightningWorld.Start(postgres);
        var terms = await world.Ask(1_000_000);
        var guest = await world.NewStore(admin: false);
        Assert.Equal("lightning-not-authorised", (await world.Lightning.Obstacle(guest, default))?.Code);
        Assert.Equal("lightning-not-authorised", Name(await world.Lightning.Pay(guest, terms, Cap, Timeout, default)));
        Assert.Null(await world.Lightning.Look(guest, terms.PaymentHash, default));
        Assert.Equal(0, (await world.Seen(terms)).Attempts);
    }

    [Theory]
    [InlineData("""{"BTC-LN":{"connectionString":"type=devserver"}}""", null)]
    [InlineData("""{"BTC-LN":{"internalNodeRef":"Internal Node"}}""", "lightning-not-authorised")]
    [InlineData("""{"BTC-LN":{"connectionString":"type=another"}}""", "lightning-unavailable")]
    [InlineData("{}", "lightning-unavailable")]
    public async Task Knows_what_a_store_can(string methods, string? obstacle)
    {
        await using var world = await LightningWorld.Start(postgres);
        var store = await world.NewStore(admin: false, methods);
        Assert.Equal(obstacle, (await world.Lightning.Obstacle(store, default))?.Code);
        Assert.Equal(obstacle ?? "paid", Name(await world.Lightning.Pay(store, await world.Ask(1_000), Cap, Timeout, default)));
        Assert.Null(await world.Lightning.Obstacle(world.Store, default));
        Assert.Equal("store-not-found", (await world.Lightning.Obstacle("nobody", default))?.Code);
    }

    [Theory]
    [InlineData(nameof(LightningTrouble.Ok), "paid")]
    [InlineData(nameof(LightningTrouble.Fail), "no-route")]
    [InlineData(nameof(LightningTrouble.Error), "unknown")]
    [InlineData(nameof(LightningTrouble.Unknown), "unknown")]
    [InlineData(nameof(LightningTrouble.NeverAnswer), "unknown")]
    [InlineData(nameof(LightningTrouble.PaysButErrors), "paid")]
    [InlineData(nameof(LightningTrouble.PaysButThrows), "paid")]
    public async Task A_node_whose_records_tell_no_failures_is_believed_when_it_found_no_route(string trouble, string pay)
    {
        await using var world = await LightningWorld.Start(postgres);
        var store = await world.NewStore(admin: false, Phoenixd);
        var terms = await world.Ask(2_000_000);
        await world.Trouble(Enum.Parse<LightningTrouble>(trouble), terms.PaymentHash);
        Assert.Equal(pay, Name(await world.Lightning.Pay(store, terms, Cap, Patience(trouble), default)));
        // Afterwards nobody can tell a failure any more.
        Assert.Equal(pay == "paid" ? "paid" : "unknown", Name(await world.Lightning.Look(store, terms.PaymentHash, default)));
    }

    [Fact]
    public async Task A_node_that_denies_its_records_is_not_taken_for_one_that_has_none()
    {
        await using var world = await LightningWorld.Start(postgres);
        var store = await world.NewStore(admin: false, Phoenixd);
        var terms = await world.Ask(1_000_000);
        Assert.Equal("paid", Name(await world.Lightning.Pay(store, terms, Cap, Timeout, default)));
        Assert.True(await world.Lightning.Answers(store, default));
        await world.Payments.SetNode(null, true, default);
        Assert.Null(await world.Lightning.Look(store, terms.PaymentHash, default));
        Assert.False(await world.Lightning.Answers(store, default));
        Assert.False(await world.Lightning.Answers(await world.NewStore(admin: false, "{}"), default));
        Assert.False(await world.Lightning.Answers("nobody", default));
    }

    // The payee decides how long that lasts: it may go on long after the invoice's end.
    [Fact]
    public async Task A_node_that_lists_only_what_was_paid_is_not_believed_to_have_nothing_on_its_way()
    {
        await using var world = await LightningWorld.Start(postgres);
        var store = await world.NewStore(admin: false, """{"BTC-LN":{"connectionString":"type=devserver;as=lndhub"}}""");
        var terms = await world.Ask(1_000_000);
        Assert.Equal(new LightningOutcome.Unknown("", LightningDoubt.NotListed), await world.Lightning.Look(store, terms.PaymentHash, default) is LightningOutcome.Unknown unknown ? unknown with { Detail = "" } : null);
        await world.Trouble(LightningTrouble.NeverAnswer, terms.PaymentHash);
        Assert.Equal("unknown", Name(await world.Lightning.Pay(store, terms, Cap, Silence, default)));
        Assert.Equal("unknown", Name(await world.Lightning.Look(store, terms.PaymentHash, default)));
        Assert.True(await world.Node.Settle(terms.PaymentHash, paid: true));
        Assert.Equal("paid", Name(await world.Lightning.Look(store, terms.PaymentHash, default)));
        // What it says at once counts.
        var other = await world.Ask(1_000_000);
        await world.Trouble(LightningTrouble.Fail, other.PaymentHash);
        Assert.Equal("no-route", Name(await world.Lightning.Pay(store, other, Cap, Timeout, default)));
    }

    [Fact]
    public async Task A_node_that_tells_of_its_first_try_is_not_believed_that_it_failed()
    {
        await using var world = await LightningWorld.Start(postgres);
        var store = await world.NewStore(admin: false, """{"BTC-LN":{"connectionString":"type=devserver;as=eclair"}}""");
        var terms = await world.Ask(1_000_000);
        await world.Trouble(LightningTrouble.Retries, terms.PaymentHash);
        Assert.Equal("unknown", Name(await world.Lightning.Pay(store, terms, Cap, Timeout, default)));
        Assert.Equal(LightningDoubt.NotTold, (await world.Lightning.Look(store, terms.PaymentHash, default) as LightningOutcome.Unknown)?.Doubt);
        Assert.True(await world.Node.Settle(terms.PaymentHash, paid: true));
        Assert.Equal("paid", Name(await world.Lightning.Look(store, terms.PaymentHash, default)));
        Assert.Equal("paid", Name(await world.Lightning.Pay(store, await world.Ask(1_000_000), Cap, Timeout, default)));
    }

    private static Task<LightningOutcome> Pay(LightningWorld world, LightningTerms terms, string trouble = nameof(LightningTrouble.Ok)) =>
        world.Lightning.Pay(world.Store, terms, Cap, Patience(trouble), default);

    private static TimeSpan Patience(string trouble) => trouble is nameof(LightningTrouble.NeverAnswer) or nameof(LightningTrouble.Deaf)
        or nameof(LightningTrouble.AnswerAfterRestart) or nameof(LightningTrouble.FailAfterRestart) or nameof(LightningTrouble.Retries) or nameof(LightningTrouble.PaysButSilent) ? Silence : Timeout;

    private static string Name(LightningOutcome? outcome) => outcome switch
    {
        null => "no record",
        LightningOutcome.Paid => "paid",
        LightningOutcome.Failed failed => failed.Code,
        _ => "unknown",
    };
}
