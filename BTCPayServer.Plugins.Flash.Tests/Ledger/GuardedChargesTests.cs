using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>PIN and sleep mode at tills, on the till page and in the charges API.</summary>
public sealed class GuardedChargesTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    private IChargeService Charges => House.Get<IChargeService>();

    [Fact]
    public async Task Amounts_from_the_limit_on_need_the_pin_however_the_card_is_named()
    {
        var issued = Value(await House.Cards.Issue(House.Store, new IssueCard(CardKind.Physical), "k", default));
        Value(await House.Cards.Activate(House.Store, issued.Card.Id, null, default));
        Value(await House.Cards.Adjust(House.Store, issued.Card.Id, "200.00", "test", null, "a", default));
        Value(await Pins.Set(House.Store, issued.Card.Id, "4711", "5.00", default));
        var left = 200_00L;
        foreach (var card in new CardReference[] { new(issued.Card.Id), new(Number: issued.Card.Number), new(Token: issued.Token) })
            foreach (var actor in new[] { ChargeActor.Api, ChargeActor.Page })
                foreach (var capture in new[] { true, false })
                {
                    Value(await Charge(card, "4.99", null, actor: actor, capture: capture));
                    Assert.Equal("pin-required", (await Charge(card, "5.00", null, actor: actor, capture: capture)).Refusal?.Code);
                    Assert.Equal("pin-required", (await Charge(card, "5.00", "", actor: actor, capture: capture)).Refusal?.Code);
                    var key = Key();
                    Assert.Equal("pin-wrong", (await Charge(card, "5.00", "4712", key, actor, capture)).Refusal?.Code);
                    // A refusal for the PIN leaves the key free, and a right one forgets the wrong tries.
                    Value(await Charge(card, "5.00", "4711", key, actor, capture));
                    left -= 999;
                    Assert.Equal(left, await Available(issued.Card.Id));
                }
        Assert.Equal(0, Value(await Pins.Find(House.Store, issued.Card.Id, default)).PinAttempts);
        Value(await Pins.Set(House.Store, issued.Card.Id, "4711", null, default));
        Assert.Equal("pin-required", (await Charge(new(issued.Card.Id), "0.01", null)).Refusal?.Code);
        Assert.Equal("pin-wrong", (await Charge(new(issued.Card.Id), "0.01", new string('4', 5000))).Refusal?.Code);
        Assert.Equal(left, await Available(issued.Card.Id));
    }

    [Fact]
    public async Task Whoever_asks_at_once_gets_three_tries_together()
    {
        var cards = new[] { await House.Card("100.00"), await House.Card("100.00") };
        foreach (var card in cards)
            Value(await Pins.Set(House.Store, card, "4711", null, default));
        var other = House.NewProcess().GetRequiredService<IChargeService>();
        // Only wrong ones: two are told so, the third locks, and no more are looked at. With right ones between them, tries are forgotten, but nobody is at the card who did not show the PIN.
        var wrong = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Charge(new(cards[0]), "1.00", $"{i:0000}", charges: i % 2 == 0 ? Charges : other))));
        Assert.Equal((2, 18), (wrong.Count(r => r.Refusal?.Code == "pin-wrong"), wrong.Count(r => r.Refusal?.Code == "card-locked")));
        Assert.Equal("card-locked", (await Charge(new(cards[0]), "1.00", "4711")).Refusal?.Code);
        var mixed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Charge(new(cards[1]), "1.00", i % 4 == 0 ? "4711" : "1234", charges: i % 2 == 0 ? Charges : other))));
        Assert.All(mixed.Where((r, i) => i % 4 != 0), r => Assert.Contains(r.Refusal?.Code, (string?[])["pin-wrong", "card-locked"]));
        Assert.All(mixed.Where((r, i) => i % 4 == 0), r => Assert.Contains(r.Refusal?.Code, (string?[])[null, "card-locked"]));
        Assert.Equal(100_00 - 100 * mixed.Count(r => r.Ok), await Available(cards[1]));
        Assert.InRange(Value(await Pins.Find(House.Store, cards[1], default)).PinAttempts, 0, 3);
    }

    [Fact]
    public async Task Wrong_pins_at_the_till_lock_the_card_for_taps_too_and_the_other_way_round()
    {
        var card = await House.Card("100.00");
        var chip = await House.Chip(card);
        Value(await Pins.Set(House.Store, card, "4711", "5.00", default));
        Assert.Equal("pin-wrong", (await Charge(new(card), "5.00", "0000")).Refusal?.Code);
        Assert.Equal("pin-wrong", (await House.Pay(Value(await House.Tap(chip)), House.Invoice(20_000_000), "0000")).Refusal?.Code);
        Assert.Equal("card-locked", (await Charge(new(card), "5.00", "0000")).Refusal?.Code);
        // Locked, it pays nothing at all.
        Assert.Equal("card-locked", (await Charge(new(card), "0.01", null)).Refusal?.Code);
        Assert.Equal("card-locked", Value(await House.Tap(chip)).Obstacle?.Code);
        Value(await Pins.Unlock(House.Store, card, default));
        Value(await Charge(new(card), "0.01", null));
        Value(await Charge(new(card), "5.00", "4711"));
        Assert.Equal(100_00 - 501, await Available(card));
    }

    [Fact]
    public async Task A_sleeping_card_is_charged_only_within_its_minutes()
    {
        var card = await House.Card("10.00");
        Value(await Sleep.SetSleep(House.Store, card, 2, default));
        Assert.Equal("card-asleep", (await Charge(new(card), "1.00", null)).Refusal?.Code);
        Value(await Sleep.Wake(House.Store, card, default));
        var hold = Value(await Charge(new(card), "1.00", null, capture: false));
        House.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("card-asleep", (await Charge(new(card), "1.00", null)).Refusal?.Code);
        Value(await Sleep.Wake(House.Store, card, default));
        Value(await Sleep.Sleep(House.Store, card, default));
        Assert.Equal("card-asleep", (await Charge(new(card), "1.00", null)).Refusal?.Code);
        // What was authorised while it was awake goes on.
        Value(await Charges.Capture(House.Store, ChargeActor.Api, new CaptureCharge(Key(), hold.Id), default));
        Value(await Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge(Key(), hold.Id), default));
        Value(await Sleep.SetSleep(House.Store, card, null, default));
        Assert.Equal("sleep-mode-off", (await Sleep.Sleep(House.Store, card, default)).Refusal?.Code);
        Value(await Charge(new(card), "1.00", null));
        Assert.Equal(9_00, await Available(card));
    }

    [Fact]
    public async Task What_was_written_is_answered_again_whatever_guards_the_card_by_then()
    {
        var card = await House.Card("10.00");
        Value(await Pins.Set(House.Store, card, "4711", null, default));
        Value(await Sleep.SetSleep(House.Store, card, 2, default));
        Value(await Sleep.Wake(House.Store, card, default));
        var first = Value(await Charge(new(card), "3.00", "4711", "once"));
        async Task Again(string? pin)
        {
            Assert.Equivalent(first, Value(await Charge(new(card), "3.00", pin, "once")), true);
            // Another actor's key, another amount and another card are no retry.
            Assert.Contains((await Charge(new(card), "3.00", pin, "once", ChargeActor.Page)).Refusal?.Code, (string?[])["pin-required", "pin-wrong", "card-asleep", "card-locked"]);
            Assert.Equal("idempotency-key-reused", (await Charge(new(card), "3.01", pin, "once")).Refusal?.Code);
        }
        await Again(null);
        await Again("0000");
        House.Time.Advance(TimeSpan.FromMinutes(2));
        await Again(null);
        Value(await Sleep.SetSleep(House.Store, card, null, default));
        for (var i = 0; i < 3; i++)
            await Charge(new(card), "3.00", "0000");
        await Again("4711");
        await Again(null);
        Assert.Equal(7_00, await Available(card));
        // A retry costs no try.
        Value(await Pins.Unlock(House.Store, card, default));
        for (var i = 0; i < 4; i++)
            Value(await Charge(new(card), "3.00", "0000", "once"));
        Assert.Equal(0, Value(await Pins.Find(House.Store, card, default)).PinAttempts);
    }

    [Fact]
    public async Task The_pin_is_in_no_table_and_no_text()
    {
        var card = await House.Card("10.00");
        Value(await Pins.Set(House.Store, card, "83719246", null, default));
        var request = new ChargeRequest { Card = new CardReferenceRequest { Id = card }, Amount = "1.00", Pin = "83719246", Description = "d" };
        var command = request.ToCommand("k");
        Assert.DoesNotContain("83719246", request.ToString() + command, StringComparison.Ordinal);
        var charge = Value(await Charges.Authorise(House.Store, ChargeActor.Api, command, default));
        // With or without it, it is the same request.
        Assert.Equal(charge.Id, Value(await Charges.Authorise(House.Store, ChargeActor.Api, command with { Pin = null }, default)).Id);
        await using var connection = await House.Database.Open();
        foreach (var table in await connection.QueryAsync<string>("select table_name from information_schema.tables where table_schema = 'flash' and table_type = 'BASE TABLE'"))
            Assert.DoesNotContain("83719246", string.Join('\n', await connection.QueryAsync<string>($"select row_to_json(t)::text from flash.{table} t")), StringComparison.Ordinal);
    }

    private Task<Result<Charge>> Charge(CardReference card, string amount, string? pin, string? key = null, ChargeActor? actor = null, bool capture = true, IChargeService? charges = null) =>
        (charges ?? Charges).Authorise(House.Store, actor ?? ChargeActor.Api, new AuthoriseCharge(key ?? Key(), card, amount, capture) { Pin = pin }, default);

    private async Task<long> Available(Guid card) => await House.Balance(card) is var (posted, held) ? posted - held : 0;

    private static string Key() => Guid.NewGuid().ToString("N");
}
