using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A charge's whole life, on the real ledger.</summary>
public sealed class ChargesTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Fact]
    public async Task A_sale_in_one_step_moves_the_money_at_once()
    {
        var card = await House.Card(2500);
        var charge = await House.Charge(card, "7.50");
        Assert.Equal((ChargeStatus.Captured, 750L, 750L, 0L), (charge.Status, charge.Amount, charge.Captured, charge.Refunded));
        Assert.Equal(1750, (await House.Account(card)).Available);
        Assert.Equal(750, (await House.Account(await House.Ledger.StoreAccount(House.Store, ChargesHouse.Usd, AccountCodes.Sales, default))).Posted);
    }

    [Fact]
    public async Task A_hold_is_taken_in_part_and_the_rest_is_free_again()
    {
        var card = await House.Card(1000);
        var hold = await House.Charge(card, "8.00", capture: false);
        Assert.Equal(ChargeStatus.Authorised, hold.Status);
        Assert.Equal((1000L, 200L), ((await House.Account(card)).Posted, (await House.Account(card)).Available));
        var taken = Value(await Capture(hold, "3.00"));
        Assert.Equal((ChargeStatus.Captured, 800L, 300L), (taken.Status, taken.Amount, taken.Captured));
        Assert.Equal(700, (await House.Account(card)).Available);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(hold, "1.00")).Refusal);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Void(hold)).Refusal);
    }

    [Fact]
    public async Task A_void_frees_the_hold()
    {
        var card = await House.Card(1000);
        var hold = await House.Charge(card, "8.00", capture: false);
        Assert.Equal(ChargeStatus.Voided, Value(await Void(hold)).Status);
        Assert.Equal(1000, (await House.Account(card)).Available);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(hold)).Refusal);
        Assert.Equal(ChargeRefusals.NotCaptured, (await Refund(hold)).Refusal);
    }

    [Fact]
    public async Task A_hold_runs_out_by_itself()
    {
        var card = await House.Card(1000);
        var hold = await House.Charge(card, "8.00", capture: false);
        Assert.Equal(hold.CreatedAt.AddMinutes(60), hold.ExpiresAt);
        House.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(ChargeStatus.Expired, Value(await House.Charges.Find(House.Store, hold.Id, default)).Status);
        Assert.Equal(ChargeRefusals.AuthorisationExpired, (await Capture(hold)).Refusal);
        Assert.Equal(1, await House.Get<LedgerHousekeeper>().ExpireHolds(default));
        var expired = Value(await House.Charges.Find(House.Store, hold.Id, default));
        Assert.Equal((ChargeStatus.Expired, TransferKind.Expire), (expired.Status, expired.Events.Single().Kind));
        Assert.Equal(1000, (await House.Account(card)).Available);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(hold)).Refusal);
    }

    [Fact]
    public async Task Refunds_go_back_up_to_what_was_taken()
    {
        var card = await House.Card(1000);
        var hold = await House.Charge(card, "8.00", capture: false);
        await Capture(hold, "5.00");
        Assert.Equal((ChargeStatus.PartlyRefunded, 200L), (Value(await Refund(hold, "2.00", "cold soup")) is var part ? (part.Status, part.Refunded) : default));
        Assert.Equal("cold soup", Value(await House.Charges.Find(House.Store, hold.Id, default)).Events[^1].Reason);
        Assert.Equal(ChargeRefusals.RefundExceedsCaptured, (await Refund(hold, "3.01")).Refusal);
        Assert.Equal((ChargeStatus.Refunded, 500L), (Value(await Refund(hold)) is var all ? (all.Status, all.Refunded) : default));
        Assert.Equal(ChargeRefusals.RefundExceedsCaptured, (await Refund(hold)).Refusal);
        Assert.Equal(1000, (await House.Account(card)).Available);
    }

    [Fact]
    public async Task A_sale_in_one_step_is_refunded_and_never_captured_or_voided()
    {
        var card = await House.Card(1000);
        var sale = await House.Charge(card, "4.00");
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(sale)).Refusal);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Void(sale)).Refusal);
        Assert.Equal(ChargeStatus.Refunded, Value(await Refund(sale)).Status);
        Assert.Equal(1000, (await House.Account(card)).Available);
    }

    [Fact]
    public async Task Many_at_once_never_overdraw_a_card_nor_a_capture()
    {
        var card = await House.Card(1000);
        var charges = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge(Key(), new CardReference(card), "0.30", true), default)));
        Assert.Equal(33, charges.Count(c => c.Ok));
        Assert.All(charges.Where(c => !c.Ok), c => Assert.Equal(ChargeRefusals.InsufficientFunds, c.Refusal));
        var sale = charges.First(c => c.Ok).Value!;
        var refunds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Refund(sale, "0.07")));
        Assert.Equal(4, refunds.Count(r => r.Ok));
        var hold = await House.Charge(await House.Card(500), "5.00", capture: false);
        var captures = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Capture(hold, "1.00") : Void(hold)));
        Assert.Equal(1, captures.Count(c => c.Ok));
    }

    [Theory]
    [InlineData(AccountFlags.Frozen, "card-frozen")]
    [InlineData(AccountFlags.Inactive, "card-not-activated")]
    public async Task A_card_that_may_not_be_charged_is_refused(AccountFlags flags, string code)
    {
        var card = await House.Card(1000, flags: flags);
        var result = await House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge("x", new CardReference(card), "1.00", true), default);
        Assert.Equal(code, result.Refusal?.Code);
        Assert.Equal(1000, (await House.Account(card)).Available);
    }

    [Fact]
    public async Task Freezing_wins_over_every_later_charge_but_not_over_a_refund()
    {
        var card = await House.Card(1000);
        var sale = await House.Charge(card, "4.00");
        await House.Ledger.ChangeAccount(House.Store, card, new AccountChange(Set: AccountFlags.Frozen), null, default);
        Assert.Equal(ChargeRefusals.CardFrozen, (await House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge("x", new CardReference(card), "1.00", true), default)).Refusal);
        Assert.Equal(ChargeStatus.Refunded, Value(await Refund(sale)).Status);
    }

    [Fact]
    public async Task Limits_count_the_stores_own_day()
    {
        House.Programme = House.Programme! with { TimeZone = "America/Jamaica" };
        var card = await House.Card(100_000, chargeLimit: 5000, dayLimit: 8000);
        Assert.Equal(ChargeRefusals.ChargeLimit, (await Sale(card, "50.01")).Refusal);
        Assert.True((await Sale(card, "50.00")).Ok);
        Assert.Equal(ChargeRefusals.DayLimit, (await Sale(card, "30.01")).Refusal);
        // 20:00 UTC is still the same day in Kingston; 06:00 UTC is the next.
        House.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 4, 59, 0, TimeSpan.Zero));
        Assert.Equal(ChargeRefusals.DayLimit, (await Sale(card, "30.01")).Refusal);
        House.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 5, 1, 0, TimeSpan.Zero));
        Assert.True((await Sale(card, "30.01")).Ok);
    }
}
