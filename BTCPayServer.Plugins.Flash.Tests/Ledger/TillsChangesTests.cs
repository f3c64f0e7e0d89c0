using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using BTCPayServer.Plugins.Flash.Tills;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A till's name and limits, changed after it was paired.</summary>
public sealed class TillsChangesTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Fact]
    public async Task New_limits_hold_for_the_next_charge_of_the_same_device()
    {
        var card = await House.Card(100_000);
        var (till, token) = await Paired("20.00", "100.00");
        Assert.Equal(ChargeRefusals.TillChargeLimit, (await Charge(till, card, "20.01")).Refusal);
        var changed = Value(await Change(till, charge: Change<string>.To("30.00")));
        Assert.Equal((3000L, 10_000L, "Bar"), (changed.ChargeLimit, changed.DayLimit, changed.Name));
        Assert.True((await Charge(till, card, "20.01")).Ok);
        Assert.Equal(ChargeRefusals.TillChargeLimit, (await Charge(till, card, "30.01")).Refusal);
        Value(await Change(till, charge: Change<string>.To("5.00")));
        Assert.Equal(ChargeRefusals.TillChargeLimit, (await Charge(till, card, "5.01")).Refusal);
        Value(await Change(till, charge: Change<string>.To(null)));
        Assert.True((await Charge(till, card, "60.00")).Ok);
        Assert.Equal(till.Id, (await House.Tills.Authenticate(token, default))?.TillId);
    }

    [Fact]
    public async Task What_the_day_already_has_stays_counted()
    {
        var card = await House.Card(100_000);
        var (till, _) = await Paired();
        // It had no limit when this was charged.
        Assert.True((await Charge(till, card, "30.00")).Ok);
        Value(await Change(till, day: Change<string>.To("50.00")));
        Assert.Equal(ChargeRefusals.TillDayLimit, (await Charge(till, card, "20.01")).Refusal);
        Assert.True((await Charge(till, card, "20.00")).Ok);
        Value(await Change(till, day: Change<string>.To("40.00")));
        Assert.Equal(ChargeRefusals.TillDayLimit, (await Charge(till, card, "0.01")).Refusal);
        Value(await Change(till, day: Change<string>.To("50.01")));
        Assert.True((await Charge(till, card, "0.01")).Ok);
        Value(await Change(till, day: Change<string>.To("10.00")));
        House.Time.Advance(TimeSpan.FromDays(1));
        Assert.True((await Charge(till, card, "10.00")).Ok);
        Assert.Equal(ChargeRefusals.TillDayLimit, (await Charge(till, card, "0.01")).Refusal);
    }

    [Fact]
    public async Task A_hold_that_was_there_is_captured_under_any_limit()
    {
        var card = await House.Card(10_000);
        var (till, _) = await Paired();
        var hold = Value(await House.Charges.Authorise(House.Store, ChargeActor.OfTill(till.Id), new AuthoriseCharge(Key(), new CardReference(card), "40.00", false), default));
        Value(await Change(till, charge: Change<string>.To("1.00"), day: Change<string>.To("1.00")));
        Assert.Equal(4000, Value(await House.Charges.Capture(House.Store, ChargeActor.OfTill(till.Id), new CaptureCharge(Key(), hold.Id, null), default)).Captured);
    }

    [Fact]
    public async Task Charges_at_the_same_time_see_one_limit_or_the_other()
    {
        var cards = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => House.Card(10_000)));
        var (till, _) = await Paired(null, "10.00");
        var charges = Enumerable.Range(0, 60).Select(i => Charge(till, cards[i % 10], "0.30")).ToList();
        var change = Change(till, day: Change<string>.To("5.00"));
        var taken = (await Task.WhenAll(charges)).Count(r => r.Ok);
        Value(await change);
        Assert.InRange(taken, 16, 33);
        Assert.Equal(taken * 30, (await House.Account(till.Id)).Spent);
        // All that start now see the new one.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Charge(till, cards[i], "0.30"))), r => Assert.Equal(ChargeRefusals.TillDayLimit, r.Refusal));
    }

    [Fact]
    public async Task Two_who_change_one_limit_each_change_both()
    {
        for (var i = 0; i < 10; i++)
        {
            var (till, _) = await Paired();
            await Task.WhenAll(
                Change(till, charge: Change<string>.To("7.00")),
                Change(till, day: Change<string>.To("70.00")),
                Change(till, name: Change<string>.To("  Terrace ")));
            var now = Value(await House.Tills.Find(House.Store, till.Id, default));
            Assert.Equal((700L, 7000L, "Terrace"), (now.ChargeLimit, now.DayLimit, now.Name));
        }
    }

    [Fact]
    public async Task A_charge_names_its_till_as_it_is_called_now()
    {
        var (till, token) = await Paired();
        Value(await Change(till, name: Change<string>.To("Terrace")));
        Assert.Equal("Terrace", (await House.Tills.Authenticate(token, default))?.Name);
    }

    [Fact]
    public async Task A_revoked_till_stays_as_it_was()
    {
        var (till, _) = await Paired("20.00");
        Value(await House.Tills.Revoke(House.Store, till.Id, default));
        Assert.Equal(TillRefusals.TillRevoked, (await Change(till, Change<string>.To("Terrace"), Change<string>.To("1.00"))).Refusal);
        var now = Value(await House.Tills.Find(House.Store, till.Id, default));
        Assert.Equal(("Bar", 2000L), (now.Name, now.ChargeLimit));
    }

    [Fact]
    public async Task Another_store_changes_nothing()
    {
        var (till, _) = await Paired("20.00");
        var update = new TillUpdate(Change<string>.To("x"), Change<string>.To(null), Change<string>.To(null));
        Assert.Equal(TillRefusals.TillNotFound, (await House.Tills.Update("store2", till.Id, update, default)).Refusal);
        Assert.Equal(TillRefusals.TillNotFound, (await House.Tills.Update(House.Store, Guid.NewGuid(), update, default)).Refusal);
        Assert.Equal(2000, (await House.Account(till.Id)).ChargeLimit);
    }

    [Theory]
    [InlineData("name", " ", "1.00", "1.00")]
    [InlineData("name", null, "1.00", "1.00")]
    [InlineData("name", "a\0", "1.00", "1.00")]
    [InlineData("chargeLimit", "Terrace", "0", "1.00")]
    [InlineData("chargeLimit", "Terrace", "1.001", "1.00")]
    [InlineData("dayLimit", "Terrace", "1.00", "-5")]
    [InlineData("dayLimit", "Terrace", null, "NaN")]
    public async Task Nothing_changes_when_one_of_it_makes_no_sense(string path, string? name, string? charge, string? day)
    {
        var (till, _) = await Paired("20.00", "30.00");
        Assert.Equal(path, (await Change(till, Change<string>.To(name), Change<string>.To(charge), Change<string>.To(day))).Refusal?.Path);
        var now = Value(await House.Tills.Find(House.Store, till.Id, default));
        Assert.Equal(("Bar", 2000L, 3000L), (now.Name, now.ChargeLimit, now.DayLimit));
    }

    private Task<Result<Till>> Change(Till till, Change<string> name = default, Change<string> charge = default, Change<string> day = default) =>
        House.Tills.Update(House.Store, till.Id, new TillUpdate(name, charge, day), default);

    private Task<Result<Charge>> Charge(Till till, Guid card, string amount) =>
        House.Charges.Authorise(House.Store, ChargeActor.OfTill(till.Id), new AuthoriseCharge(Key(), new CardReference(card), amount, true), default);

    private async Task<(Till Till, string Token)> Paired(string? chargeLimit = null, string? dayLimit = null)
    {
        var made = Value(await House.Tills.Create(House.Store, "Bar", chargeLimit, dayLimit, default));
        var paired = Value(await House.Tills.Pair(made.Code, default));
        return (paired.Till, paired.Token);
    }
}
