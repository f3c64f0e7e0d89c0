using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Looking at a pull payment before a card takes it over: says the same as the deed, and does nothing.</summary>
public sealed class BoltcardsAdoptionLookTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    private IAdoption Adoption => House.Get<IAdoption>();

    [Fact]
    public async Task It_says_what_will_come_onto_the_card_and_moves_nothing()
    {
        var card = await House.Card("5.00");
        Pull("pp", 100m, (30.25m, PullPaymentPayoutState.Completed), (50m, PullPaymentPayoutState.Cancelled));
        var plan = Value(await Adoption.Look(House.Store, card, "pp", default));
        Assert.Equal(("USD", 100m, 30.25m, 6975L), (plan.Currency, plan.Limit, plan.Spent, plan.Left));
        Assert.Equal((null, null), (plan.StartedAt, plan.Taken));
        Assert.False(House.PullPayments.Archived(House.Store, "pp"));
        Assert.Equal(500, await House.Balance(card));
        // Another card may still have it: looking reserves nothing.
        var other = await House.Card();
        Assert.Equal(6975, Value(await Adoption.Adopt(House.Store, other, "pp", null, default)).Amount);
        Assert.Equal(6975, Value(await Adoption.Look(House.Store, other, "pp", default)).Taken);
        Refused("pull-payment-adopted", await Adoption.Look(House.Store, card, "pp", default));
    }

    [Fact]
    public async Task It_refuses_what_the_deed_would_refuse()
    {
        var card = await House.Card();
        Refused("card-not-found", await Adoption.Look(House.Store, Guid.NewGuid(), "pp", default));
        foreach (var id in (string[])["nothing", "", new string('x', 51), "a\0"])
            Refused("pull-payment-not-found", await Adoption.Look(House.Store, card, id, default));
        House.PullPayments.Set("store2", "elsewhere", new PullPayment("USD", 10m, true, []));
        Refused("pull-payment-not-found", await Adoption.Look(House.Store, card, "elsewhere", default));
        House.PullPayments.Set(House.Store, "archived", new PullPayment("USD", 10m, false, []));
        Refused("pull-payment-closed", await Adoption.Look(House.Store, card, "archived", default));
        House.PullPayments.Set(House.Store, "euro", new PullPayment("EUR", 10m, true, []));
        Refused("pull-payment-currency", await Adoption.Look(House.Store, card, "euro", default));
        Pull("busy", 10m, (1m, PullPaymentPayoutState.Open));
        Refused("pull-payment-busy", await Adoption.Look(House.Store, card, "busy", default));
        Pull("pp", 10m);
        var gone = await House.Card();
        Value(await House.Cards.Close(House.Store, gone, CardPayout.None, null, default));
        Refused("card-closed", await Adoption.Look(House.Store, gone, "pp", default));
    }

    [Fact]
    public async Task What_broke_off_is_shown_as_begun_with_what_is_left_by_then()
    {
        var card = await House.Card();
        Pull("pp", 10m);
        House.PullPayments.BeforeClose = () =>
        {
            House.PullPayments.BeforeClose = null;
            House.PullPayments.Claim(House.Store, "pp", new PullPaymentPayout(House.Time.GetUtcNow(), 4m, PullPaymentPayoutState.Cancelled));
        };
        House.PullPayments.AfterClose = () => throw new InvalidOperationException("dead");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Adoption.Adopt(House.Store, card, "pp", null, default));
        House.PullPayments.AfterClose = null;
        var plan = Value(await Adoption.Look(House.Store, card, "pp", default));
        Assert.Equal((House.Time.GetUtcNow(), null, 600L), (plan.StartedAt!.Value, plan.Taken, plan.Left));
        Assert.Equal(600, Value(await Adoption.Adopt(House.Store, card, "pp", null, default)).Amount);
    }

    private void Pull(string id, decimal limit, params (decimal Amount, PullPaymentPayoutState State)[] payouts) =>
        House.PullPayments.Set(House.Store, id, new PullPayment("USD", limit, true, [.. payouts.Select(p => new PullPaymentPayout(House.Time.GetUtcNow().AddDays(-1), p.Amount, p.State))]));
}
