using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Pull payments that become the balance of a card, exactly once.</summary>
public sealed class BoltcardsAdoptionTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    private IAdoption Adoption => House.Get<IAdoption>();

    [Fact]
    public async Task What_is_left_becomes_the_balance_once_however_many_ask()
    {
        var card = await House.Card("5.00");
        Pull("pp", "USD", 100m, (30.25m, PullPaymentPayoutState.Completed), (50m, PullPaymentPayoutState.Cancelled), (-10m, PullPaymentPayoutState.Completed));
        var other = House.NewProcess().GetRequiredService<IAdoption>();
        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? Adoption : other).Adopt(House.Store, card, "pp", "ann", default)));
        Assert.All(all, r => Assert.Equal(7975, Value(r).Amount));
        Assert.Equal(8475, await House.Balance(card));
        Assert.Equal(-7975, await House.Account("pull-payments"));
        Assert.True(House.PullPayments.Archived(House.Store, "pp"));
        Assert.Equal(7975, Value(await Adoption.Adopt(House.Store, card, "pp", "ann", default)).Amount);
        Refused("pull-payment-adopted", await Adoption.Adopt(House.Store, await House.Card(), "pp", "ann", default));
        Assert.Equal("pp", Value(await House.Cards.History(House.Store, card, null, 1, default)).Items[0].Reference);
    }

    [Fact]
    public async Task What_is_not_this_stores_or_not_alive_is_refused_and_left_alone()
    {
        var card = await House.Card();
        Refused("card-not-found", await Adoption.Adopt(House.Store, Guid.NewGuid(), "pp", null, default));
        foreach (var id in (string[])["nothing", "", new string('x', 51), "a\0"])
            Refused("pull-payment-not-found", await Adoption.Adopt(House.Store, card, id, null, default));
        House.PullPayments.Set("store2", "elsewhere", new PullPayment("USD", 10m, true, []));
        Refused("pull-payment-not-found", await Adoption.Adopt(House.Store, card, "elsewhere", null, default));
        House.PullPayments.Set(House.Store, "archived", new PullPayment("USD", 10m, false, []));
        Refused("pull-payment-closed", await Adoption.Adopt(House.Store, card, "archived", null, default));
        Pull("busy", "USD", 10m, (1m, PullPaymentPayoutState.Open));
        Refused("pull-payment-busy", await Adoption.Adopt(House.Store, card, "busy", null, default));
        Pull("euro", "EUR", 10m);
        Refused("pull-payment-currency", await Adoption.Adopt(House.Store, card, "euro", null, default));
        Pull("closed", "USD", 10m);
        var gone = await House.Card();
        Value(await House.Cards.Close(House.Store, gone, CardPayout.None, null, default));
        Refused("card-closed", await Adoption.Adopt(House.Store, gone, "closed", null, default));
        foreach (var id in (string[])["busy", "euro", "closed"])
            Assert.False(House.PullPayments.Archived(House.Store, id));
        Assert.Equal(0, await House.Balance(card));
    }

    [Fact]
    public async Task A_server_that_died_in_between_goes_on_when_it_is_asked_again()
    {
        var card = await House.Card();
        Pull("pp", "USD", 10m);
        House.PullPayments.AfterClose = () => throw new InvalidOperationException("dead");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Adoption.Adopt(House.Store, card, "pp", null, default));
        Assert.True(House.PullPayments.Archived(House.Store, "pp"));
        Assert.Equal(0, await House.Balance(card));
        House.PullPayments.AfterClose = null;
        Assert.Equal(1000, Value(await Adoption.Adopt(House.Store, card, "pp", null, default)).Amount);
        Assert.Equal(1000, await House.Balance(card));
    }

    [Theory]
    [InlineData(PullPaymentPayoutState.Completed)]
    [InlineData(PullPaymentPayoutState.Cancelled)]
    public async Task A_claim_of_the_last_moment_counts_as_paid(PullPaymentPayoutState ends)
    {
        var card = await House.Card();
        Pull("pp", "USD", 10m);
        House.PullPayments.BeforeClose = () =>
        {
            House.PullPayments.BeforeClose = null;
            House.PullPayments.Claim(House.Store, "pp", new PullPaymentPayout(House.Time.GetUtcNow(), 4m, ends));
        };
        Assert.Equal(600, Value(await Adoption.Adopt(House.Store, card, "pp", null, default)).Amount);
    }

    [Fact]
    public async Task A_claim_that_is_being_paid_is_waited_for()
    {
        var card = await House.Card();
        Pull("pp", "USD", 10m);
        House.PullPayments.BeforeClose = () => House.PullPayments.Claim(House.Store, "pp", new PullPaymentPayout(House.Time.GetUtcNow(), 4m, PullPaymentPayoutState.Open));
        Refused("pull-payment-busy", await Adoption.Adopt(House.Store, card, "pp", null, default));
        Assert.Equal(0, await House.Balance(card));
        House.PullPayments.BeforeClose = null;
        House.PullPayments.Set(House.Store, "pp", new PullPayment("USD", 10m, false, [new(House.Time.GetUtcNow(), 4m, PullPaymentPayoutState.Completed)]));
        Assert.Equal(600, Value(await Adoption.Adopt(House.Store, card, "pp", null, default)).Amount);
    }

    [Fact]
    public async Task What_was_begun_for_a_card_that_is_closed_by_now_can_go_to_another_one()
    {
        var (card, next, third) = (await House.Card(), await House.Card(), await House.Card());
        Pull("pp", "USD", 10m);
        House.PullPayments.BeforeClose = () => House.PullPayments.Claim(House.Store, "pp", new PullPaymentPayout(House.Time.GetUtcNow(), 4m, PullPaymentPayoutState.Open));
        Refused("pull-payment-busy", await Adoption.Adopt(House.Store, card, "pp", null, default));
        House.PullPayments.BeforeClose = null;
        House.PullPayments.Set(House.Store, "pp", new PullPayment("USD", 10m, false, [new(House.Time.GetUtcNow(), 4m, PullPaymentPayoutState.Completed)]));
        Refused("pull-payment-adopted", await Adoption.Adopt(House.Store, next, "pp", null, default));
        Refused("pull-payment-adopted", await Adoption.Look(House.Store, next, "pp", default));
        Value(await House.Cards.Close(House.Store, card, CardPayout.None, null, default));
        Refused("card-closed", await Adoption.Adopt(House.Store, card, "pp", null, default));
        var plan = Value(await Adoption.Look(House.Store, next, "pp", default));
        Assert.Equal((600, true, null), (plan.Left, plan.StartedAt is not null, plan.Taken));
        var other = House.NewProcess().GetRequiredService<IAdoption>();
        var both = await Task.WhenAll(Adoption.Adopt(House.Store, next, "pp", null, default), other.Adopt(House.Store, third, "pp", null, default));
        Assert.Equal(600, Assert.Single(both, r => r.Ok).Value!.Amount);
        Refused("pull-payment-adopted", Assert.Single(both, r => !r.Ok));
        Assert.Equal((0, 600), (await House.Balance(card), await House.Balance(next) + await House.Balance(third)));
    }

    [Theory]
    [InlineData("1000000000000000000")]
    [InlineData("79228162514264337593543950335")]
    public async Task More_than_a_card_can_hold_is_refused_and_left_alone(string limit)
    {
        var card = await House.Card();
        Pull("pp", "USD", decimal.Parse(limit, System.Globalization.CultureInfo.InvariantCulture));
        Refused("balance-too-large", await Adoption.Look(House.Store, card, "pp", default));
        Refused("balance-too-large", await Adoption.Adopt(House.Store, card, "pp", null, default));
        Assert.False(House.PullPayments.Archived(House.Store, "pp"));
    }

    [Fact]
    public async Task Bitcoin_becomes_satoshis_and_nothing_is_left_of_what_was_spent()
    {
        Value(await House.Programmes.Set("store2", new ProgrammeSettings { Asset = "SATS" }, "https://pay.example.com", default));
        var card = (await House.Issue(store: "store2")).Card.Id;
        House.PullPayments.Set("store2", "btc", new PullPayment("BTC", 0.00012345m, true, [new(House.Time.GetUtcNow().AddDays(-1), 0.00000045m, PullPaymentPayoutState.Completed)]));
        Assert.Equal(12_300_000, Value(await Adoption.Adopt("store2", card, "btc", null, default)).Amount);
        House.PullPayments.Set("store2", "empty", new PullPayment("SATS", 10m, true, [new(House.Time.GetUtcNow().AddDays(-1), 11m, PullPaymentPayoutState.Completed)]));
        Assert.Equal(0, Value(await Adoption.Adopt("store2", card, "empty", null, default)).Amount);
        Assert.True(House.PullPayments.Archived("store2", "empty"));
    }

    private void Pull(string id, string currency, decimal limit, params (decimal Amount, PullPaymentPayoutState State)[] payouts) =>
        House.PullPayments.Set(House.Store, id, new PullPayment(currency, limit, true, [.. payouts.Select(p => new PullPaymentPayout(House.Time.GetUtcNow().AddDays(-1), p.Amount, p.State))]));
}
