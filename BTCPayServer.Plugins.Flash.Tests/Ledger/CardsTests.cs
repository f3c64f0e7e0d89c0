using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A card's whole life, on the real ledger.</summary>
public sealed class CardsTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task A_card_is_activated_by_its_code_once()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", ValidityMonths = 12 });
        var issued = await House.Issue();
        var card = Value(await House.Cards.Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
        Assert.Equal((CardState.Active, House.Time.GetUtcNow().AddMonths(12)), (card.State, card.Account.ValidUntil!.Value));
        Refused("card-already-active", await House.Cards.Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
        Assert.Equal(CardState.Active, Value(await House.Cards.Activate(House.Store, issued.Card.Id, null, default)).State);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_activation_however_many_try_at_once()
    {
        var issued = await House.Issue();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => House.Cards.Activate(House.Store, issued.Card.Id, $"AAAA-{i:D4}", default)));
        Assert.Equal(5, answers.Count(answer => answer.Refusal?.Code == "activation-code-wrong"));
        Assert.Equal(35, answers.Count(answer => answer.Refusal?.Code == "activation-locked"));
        Refused("activation-locked", await House.Cards.Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
        Assert.Equal(CardState.Active, Value(await House.Cards.Activate(House.Store, issued.Card.Id, null, default)).State);
    }

    [Fact]
    public async Task The_fifth_try_may_be_the_right_one()
    {
        var issued = await House.Issue();
        for (var i = 0; i < 4; i++)
            Refused("activation-code-wrong", await House.Cards.Activate(House.Store, issued.Card.Id, "AAAA-AAAA", default));
        Value(await House.Cards.Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
    }

    [Fact]
    public async Task An_issued_card_does_not_pay_and_a_frozen_one_neither()
    {
        var issued = (await House.Issue()).Card.Id;
        Value(await House.Cards.Adjust(House.Store, issued, "10", "gift", null, Key(), default));
        Assert.Equal(LedgerRefusal.AccountInactive, Assert.IsType<Refused>(await House.Spend(issued, 100)).Reason);
        Value(await House.Cards.Activate(House.Store, issued, null, default));
        Assert.IsType<Written>(await House.Spend(issued, 100));
        Assert.Equal(CardState.Frozen, Value(await House.Cards.Freeze(House.Store, issued, default)).State);
        Assert.Equal(CardState.Frozen, Value(await House.Cards.Freeze(House.Store, issued, default)).State);
        Assert.Equal(LedgerRefusal.AccountFrozen, Assert.IsType<Refused>(await House.Spend(issued, 100)).Reason);
        Assert.Equal(CardState.Active, Value(await House.Get<ICardFates>().Found(House.Store, issued, default)).State);
        Assert.IsType<Written>(await House.Spend(issued, 100));
    }

    [Fact]
    public async Task A_frozen_card_is_not_activated()
    {
        var issued = await House.Issue();
        Value(await House.Cards.Freeze(House.Store, issued.Card.Id, default));
        Refused("card-frozen", await House.Cards.Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
        Refused("card-frozen", await House.Cards.Activate(House.Store, issued.Card.Id, null, default));
        Assert.Equal(CardState.Issued, Value(await House.Get<ICardFates>().Found(House.Store, issued.Card.Id, default)).State);
        Value(await House.Cards.Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
    }

    [Fact]
    public async Task An_expired_card_does_not_pay_and_is_found_as_expired()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", ValidityMonths = 1 });
        var card = await House.Card("10");
        House.Time.Advance(TimeSpan.FromDays(32));
        Assert.Equal(CardState.Expired, (await House.Find(card)).State);
        Assert.Equal(LedgerRefusal.AccountExpired, Assert.IsType<Refused>(await House.Spend(card, 100)).Reason);
        Assert.Equal(card, Value(await House.Cards.Search(House.Store, new CardSearch { State = CardState.Expired }, null, 10, default)).Items.Single().Id);
        Assert.Empty(Value(await House.Cards.Search(House.Store, new CardSearch { State = CardState.Active }, null, 10, default)).Items);
    }

    [Theory]
    [InlineData(CardPayout.PaidOut, AccountCodes.PaidOut)]
    [InlineData(CardPayout.WrittenOff, AccountCodes.WrittenOff)]
    public async Task A_closed_card_takes_its_balance_where_it_is_told(CardPayout payout, string account)
    {
        var card = await House.Card("12.34");
        Refused("card-has-balance", await House.Cards.Close(House.Store, card, CardPayout.None, "me", default));
        var closed = Value(await House.Cards.Close(House.Store, card, payout, "me", default));
        Assert.Equal((CardState.Closed, 0L), (closed.State, closed.Account.Posted));
        Assert.Equal(1234, await House.Account(account));
        Assert.Equal(CardState.Closed, Value(await House.Cards.Close(House.Store, card, CardPayout.None, "me", default)).State);
        Refused("card-closed", await House.Cards.Freeze(House.Store, card, default));
        Refused("card-closed", await House.Get<ICardFates>().Found(House.Store, card, default));
        Refused("card-closed", await House.Cards.Activate(House.Store, card, null, default));
        Refused("card-closed", await House.Cards.Adjust(House.Store, card, "1", "x", null, Key(), default));
        Refused("card-closed", await House.Cards.Update(House.Store, card, new CardUpdate(Limits: Change<CardLimits>.To(null)), default));
        Assert.Equal(card, Value(await House.Cards.Search(House.Store, new CardSearch { State = CardState.Closed }, null, 10, default)).Items.Single().Id);
    }

    [Fact]
    public async Task A_card_with_a_hold_is_not_closed()
    {
        var card = await House.Card("10");
        var sales = await House.Get<ILedger>().StoreAccount(House.Store, new Asset("USD", 2), AccountCodes.Sales, default);
        var hold = Transfer.Hold("charge", card, sales, new Asset("USD", 2), 300, House.Time.GetUtcNow().AddHours(1));
        await House.Get<ILedger>().Write(House.Store, new TransferRequest("hold", hold), default);
        Refused("card-has-holds", await House.Cards.Close(House.Store, card, CardPayout.PaidOut, null, default));
        Assert.Equal((CardState.Active, 1000L), ((await House.Find(card)).State, await House.Balance(card)));
    }

    [Fact]
    public async Task Charges_and_a_closing_at_once_lose_nothing()
    {
        var card = await House.Card("1.00");
        var spends = Enumerable.Range(0, 100).Select(_ => House.Spend(card, 1)).ToList();
        var close = House.Cards.Close(House.Store, card, CardPayout.PaidOut, null, default);
        var spent = (await Task.WhenAll(spends)).Count(result => result is Written);
        Value(await close);
        Assert.Equal(100 - spent, await House.Account(AccountCodes.PaidOut));
        Assert.Equal(0, await House.Balance(card));
    }
}
