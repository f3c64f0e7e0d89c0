using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TapsHouse;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Taps of real (software) chips: what they offer, what they pay, and what guards them. A dollar is 2,000 satoshis.</summary>
public sealed class TapsTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    [Theory]
    [InlineData("10.00", null, null)]
    [InlineData("0.37", null, null)]
    [InlineData("123.45", "7.77", null)]
    [InlineData("123.45", "50.00", "20.00")]
    public async Task Offers_what_it_can_pay_to_the_satoshi(string balance, string? charge, string? day)
    {
        House.Quote = new RateQuote(64_000m, 64_237.19m);
        var card = await House.Card(balance, new CardLimits(charge, day));
        var chip = await House.Chip(card);
        // A fee that takes all of its reserve.
        House.OnPay = (terms, cap) => Paid(terms, cap);
        var tap = Value(await House.Tap(chip));
        Assert.Null(tap.Obstacle);
        Assert.Equal((1000L, 0L), (tap.MinMsat, tap.MaxMsat % 1000));
        Assert.Equal(charge is null ? "insufficient-funds" : "limit-exceeded", (await House.Pay(tap, House.Invoice(tap.MaxMsat + 1000))).Refusal?.Code);
        // What was refused did not use the tap up.
        Assert.Equal(PaymentStatus.Paid, Value(await House.Pay(tap, House.Invoice(tap.MaxMsat))).Status);
        if (charge is null)
            Assert.True((await House.Balance(card)).Posted <= 1);
    }

    [Fact]
    public async Task What_is_on_its_way_is_not_offered_again()
    {
        var card = await House.Card("10.00", new CardLimits(null, "8.00"));
        var chip = await House.Chip(card);
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("?"));
        Value(await House.Pay(Value(await House.Tap(chip)), House.Invoice(12_000_000)));
        var tap = Value(await House.Tap(chip));
        Assert.Equal((4_000_000L, 200L), (tap.MaxMsat, tap.DayLeft));
        House.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(800L, Value(await House.Tap(chip)).DayLeft);
    }

    [Fact]
    public async Task A_card_that_was_lost_is_so_for_taps_until_it_is_found()
    {
        var card = await House.Card("10.00");
        var chip = await House.Chip(card);
        async Task<(bool Lost, string? Obstacle)> Tap() => Value(await House.Tap(chip)) is var tap ? (tap.Lost, tap.Obstacle?.Code) : default;
        Task Lose() => ActivatorUtilities.CreateInstance<CardReplacement>(House.First).ReportLost(House.Store, card, null, default);
        Assert.Equal((false, null), await Tap());
        Value(await House.Cards.Freeze(House.Store, card, default));
        Assert.Equal((false, "card-frozen"), await Tap());
        await Lose();
        Assert.Equal((true, "card-frozen"), await Tap());
        Value(await House.Get<ICardFates>().Found(House.Store, card, default));
        Assert.Equal((false, null), await Tap());
        // Closed for good it is found no more.
        await Lose();
        Value(await House.Cards.Close(House.Store, card, CardPayout.PaidOut, null, default));
        Assert.Equal((true, "card-closed"), await Tap());
    }

    [Fact]
    public async Task A_tap_is_good_for_one_payment_and_answers_it_again()
    {
        var card = await House.Card("10.00");
        var chip = await House.Chip(card);
        var url = chip.Tap();
        var tap = Value(await House.Tap(url));
        Assert.Equal("replayed", (await House.Tap(url)).Refusal?.Code);
        var (invoice, other) = (House.Invoice(2_000_000), House.Invoice(2_000_000));
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => House.Pay(tap, i % 2 == 0 ? invoice : other))));
        var one = Assert.Single(all.Where(r => r.Ok).Select(r => r.Value!.Id).Distinct());
        Assert.All(all.Where(r => !r.Ok), r => Assert.Equal("tap-used", r.Refusal!.Code));
        Assert.Single(House.Attempts);
        Assert.Equal(899, (await House.Balance(card)).Posted);
        // For as long as anybody may ask.
        House.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMinutes(1));
        var used = House.Attempts.Keys.Single() == invoice.PaymentHash ? invoice : other;
        Assert.Equal((one, PaymentStatus.Paid), Value(await House.Pay(tap, used)) is var again ? (again.Id, again.Status) : default);
        House.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((one, PaymentStatus.Paid), Value(await House.Pay(tap, used)) is var late ? (late.Id, late.Status) : default);
        Assert.Equal("invoice-expired", (await House.Pay(tap, used == invoice ? other : invoice)).Refusal?.Code);
    }

    [Fact]
    public async Task A_tap_ends_and_nobody_guesses_one()
    {
        var card = await House.Card("10.00");
        var tap = Value(await House.Tap(await House.Chip(card)));
        Assert.Matches("^[0-9a-f]{96}$", tap.K1);
        // Made up, cut off, and with one digit changed: of the tap, of the card, of the signature.
        string[] guesses = [new('0', 96), "x", tap.K1![..64], .. new[] { 3, 20, 40, 70, 95 }.Select(at => $"{tap.K1[..at]}{(tap.K1[at] == '0' ? '1' : '0')}{tap.K1[(at + 1)..]}")];
        foreach (var guess in guesses)
            Assert.Equal("tap-unknown", (await House.Pay(tap with { K1 = guess }, House.Invoice(2_000_000))).Refusal?.Code);
        var taps = House.Get<ITapService>();
        Assert.Equal("tap-unknown", (await taps.Pay("000000000000", tap.K1, House.Invoice(2_000_000).Bolt11, null, null, default)).Refusal?.Code);
        House.Time.Advance(TapSecrets.Life);
        Assert.Equal("tap-used", (await House.Pay(tap, House.Invoice(2_000_000))).Refusal?.Code);
        Assert.Equal((1000, 0), await House.Balance(card));
    }

    [Fact]
    public async Task Amounts_from_the_limit_on_need_the_pin()
    {
        var card = await House.Card("100.00");
        var chip = await House.Chip(card);
        Assert.Null(Value(await House.Tap(chip)).PinLimitMsat);
        Value(await Pins.Set(House.Store, card, "4711", "5.00", default));
        var tap = Value(await House.Tap(chip));
        // 4.99 is up to 9,980 satoshis; what is above is 5.00.
        Assert.Equal(9_980_001, tap.PinLimitMsat);
        Value(await House.Pay(tap, House.Invoice(9_980_000)));
        tap = Value(await House.Tap(chip));
        var invoice = House.Invoice(9_981_000);
        Assert.Equal("pin-required", (await House.Pay(tap, invoice)).Refusal?.Code);
        Assert.Equal("pin-wrong", (await House.Pay(tap, invoice, "4712")).Refusal?.Code);
        Assert.Equal("pin-wrong", (await House.Pay(tap, invoice, "47110000000")).Refusal?.Code);
        Assert.Equal((10_000 - 499 - 1, 0), await House.Balance(card));
        Assert.Equal(PaymentStatus.Paid, Value(await House.Pay(tap, invoice, "4711")).Status);
        Assert.Equal(0, Value(await Pins.Find(House.Store, card, default)).PinAttempts);
        Value(await Pins.Set(House.Store, card, "4711", null, default));
        Assert.Equal(0, Value(await House.Tap(chip)).PinLimitMsat);
    }

    [Fact]
    public async Task Three_wrong_pins_lock_however_many_try_at_once()
    {
        var card = await House.Card("100.00");
        var chip = await House.Chip(card);
        Value(await Pins.Set(House.Store, card, "0007", null, default));
        var tap = Value(await House.Tap(chip));
        var other = House.NewProcess().GetRequiredService<ICardPin>();
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? Pins : other).Verify(House.Store, card, "1234", default))));
        Assert.Equal(2, tries.Count(t => t!.Code == "pin-wrong"));
        Assert.Equal(18, tries.Count(t => t!.Code == "card-locked"));
        // Locked, the right one does not help, nor does an amount below the limit.
        Assert.Equal("card-locked", (await House.Pay(tap, House.Invoice(2_000_000), "0007")).Refusal?.Code);
        Assert.Equal("card-locked", Value(await House.Tap(chip)).Obstacle?.Code);
        Assert.False(Value(await Pins.Unlock(House.Store, card, default)).Locked);
        Assert.Equal(PaymentStatus.Paid, Value(await House.Pay(Value(await House.Tap(chip)), House.Invoice(2_000_000), "0007")).Status);
        Value(await Pins.Remove(House.Store, card, default));
        Assert.Equal("pin-not-set", (await Pins.Unlock(House.Store, card, default)).Refusal?.Code);
        Value(await House.Pay(Value(await House.Tap(chip)), House.Invoice(2_000_000)));
    }

    [Fact]
    public async Task Nobody_learns_a_pin_from_the_database()
    {
        List<Guid> cards = [await House.Card("1.00"), await House.Card("1.00")];
        foreach (var card in cards)
            Value(await Pins.Set(House.Store, card, "4711", null, default));
        await using var connection = await House.Database.Open();
        var rows = (await connection.QueryAsync<(byte[] Hash, byte[] Salt)>("select pin_hash, pin_salt from flash.card_guards")).ToList();
        Assert.NotEqual(rows[0].Hash, rows[1].Hash);
        Assert.NotEqual(rows[0].Salt, rows[1].Salt);
        foreach (var pepper in new byte[][] { [], new byte[32] })
            Assert.DoesNotContain(await PinHash.Of("4711", rows[0].Salt, pepper, House.Store, cards[0], default), rows.Select(r => r.Hash));
        // A row put onto another card opens nothing.
        await connection.ExecuteAsync("update flash.card_guards a set pin_hash = b.pin_hash, pin_salt = b.pin_salt from flash.card_guards b where a.card_id = @a and b.card_id = @b", new { a = cards[0], b = cards[1] });
        Assert.Equal("pin-wrong", (await Pins.Verify(House.Store, cards[0], "4711", default))?.Code);
        Assert.Null(await Pins.Verify(House.Store, cards[1], "4711", default));
        Assert.Equal("card-not-found", (await Pins.Set("store2", cards[0], "4711", null, default)).Refusal?.Code);
        foreach (var wrong in new[] { null, "", "123", "123456789", "12a4", "１２３４" })
            Assert.Equal("pin", (await Pins.Set(House.Store, cards[0], wrong, null, default)).Refusal?.Path);
    }

    [Fact]
    public async Task A_sleeping_card_spends_only_for_its_minutes_after_it_was_woken()
    {
        var card = await House.Card("10.00");
        var chip = await House.Chip(card);
        var early = Value(await House.Tap(chip));
        Assert.Equal("sleep-mode-off", (await Sleep.Wake(House.Store, card, default)).Refusal?.Code);
        Value(await Sleep.SetSleep(House.Store, card, 2, default));
        Assert.Equal("card-asleep", Value(await House.Tap(chip)).Obstacle?.Code);
        Assert.Equal("card-asleep", (await House.Pay(early, House.Invoice(2_000_000))).Refusal?.Code);
        Value(await Sleep.Wake(House.Store, card, default));
        var tap = Value(await House.Tap(chip));
        Assert.Null(tap.Obstacle);
        Value(await House.Pay(early, House.Invoice(2_000_000)));
        House.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("card-asleep", (await House.Pay(tap, House.Invoice(2_000_000))).Refusal?.Code);
        Value(await Sleep.SetSleep(House.Store, card, null, default));
        Value(await House.Pay(tap, House.Invoice(2_000_000)));
    }

    [Fact]
    public async Task A_balance_that_is_not_to_be_seen_is_not_in_the_offer()
    {
        Value(await House.Get<ITapSettings>().Set(House.Store, false, null, null, default));
        var few = Value(await House.Tap(await House.Chip(await House.Card("1.00", new CardLimits("5.00", null)))));
        var many = Value(await House.Tap(await House.Chip(await House.Card("1000.00", new CardLimits("5.00", null)))));
        Assert.Equal((10_000_000, 10_000_000), (few.MaxMsat, many.MaxMsat));
        Assert.Equal("insufficient-funds", (await House.Pay(few, House.Invoice(4_000_000))).Refusal?.Code);
        Value(await House.Pay(few, House.Invoice(1_000_000)));
    }

    [Theory]
    [InlineData("frozen", "card-frozen")]
    [InlineData("empty", "insufficient-funds")]
    [InlineData("spent", "limit-exceeded")]
    [InlineData("no rate", "rate-unavailable")]
    public async Task A_card_that_cannot_pay_says_why(string what, string code)
    {
        var card = await House.Card(what == "empty" ? "0.01" : "10.00", what == "spent" ? new CardLimits(null, "1.00") : null);
        var chip = await House.Chip(card);
        if (what == "frozen")
            Value(await House.Cards.Freeze(House.Store, card, default));
        if (what == "spent")
            Value(await House.Pay(Value(await House.Tap(chip)), House.Invoice(2_000_000)));
        if (what == "no rate")
            House.Quote = null;
        var tap = Value(await House.Tap(chip));
        Assert.Equal((code, 0L), (tap.Obstacle?.Code, tap.MaxMsat));
        Assert.Equal("tap-unknown", (await House.Pay(tap, House.Invoice(1000))).Refusal?.Code);
    }

    [Fact]
    public async Task Who_comes_too_often_waits_a_minute()
    {
        var chip = await House.Chip(await House.Card("10.00"));
        for (var i = 0; i < TapRates.PerCard; i++)
            Value(await House.Tap(chip));
        Assert.Equal("too-many-requests", (await House.Tap(chip)).Refusal?.Code);
        House.Time.Advance(TimeSpan.FromMinutes(1));
        Value(await House.Tap(chip));
        for (var i = 0; i < TapRates.PerAddress; i++)
            await House.Get<TapRates>().Address("192.0.2.1", default);
        Assert.Equal("too-many-requests", (await House.Tap("lnurlw://x/flash/t/000000000000?p=1&c=2")).Refusal?.Code);
        Assert.Equal("tap-invalid", (await House.Get<ITapService>().Read(new TapReading("000000000000", "1", "2", null), "192.0.2.2", default)).Refusal?.Code);
    }

    [Fact]
    public async Task A_virtual_card_taps_with_its_link()
    {
        var issued = Value(await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual), "k", default));
        Value(await House.Cards.Activate(House.Store, issued.Card.Id, null, default));
        Value(await House.Cards.Adjust(House.Store, issued.Card.Id, "10.00", "test", null, "a", default));
        var code = await House.Get<Flash.Boltcards.ICredentials>().TapCode(House.Store, default);
        for (var i = 0; i < 2; i++)
            Value(await House.Pay(Value(await House.Tap($"https://x/flash/t/{code}?t={issued.Token}")), House.Invoice(2_000_000)));
        Assert.Equal((798, 0), await House.Balance(issued.Card.Id));
    }
}
