using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Whoever did not get the answer to a replacement asks again with the same key.</summary>
public sealed class SuccessionKeysTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SuccessionHouse house = null!;

    public async ValueTask InitializeAsync() => house = await SuccessionHouse.Open(postgres);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task The_same_key_gets_the_whole_answer_and_another_one_no_code()
    {
        var old = await New("5");
        var first = Value(await Replace(old, "a"));
        Assert.NotNull(first.ActivationCode);
        Same(first, first.ActivationCode, await Replace(old, "a"));
        Same(first, null, await Replace(old, "b"));
        Same(first, null, await Replace(old, null));
        // What another key asks for is no other content: there is one answer.
        Same(first, null, await Replace(old, "b", CardKind.Physical));
        Refused("idempotency-key-reused", await Replace(old, "a", CardKind.Physical));
        Value(await house.Cards.Activate(house.Store, first.Card.Id, first.ActivationCode, default));
        Same(first, null, await Replace(old, "a"));
        // And when the new one is replaced too.
        var second = Value(await Replace(first.Card.Id, "c"));
        Assert.NotEqual(first.Card.Id, second.Card.Id);
        Same(first, null, await Replace(old, "a"));
        Same(second, null, await Replace(first.Card.Id, "c"));
    }

    [Fact]
    public async Task No_key_gets_no_code_a_second_time()
    {
        var old = await New("5");
        var first = Value(await Replace(old, null));
        Assert.NotNull(first.ActivationCode);
        Same(first, null, await Replace(old, null));
        Same(first, null, await Replace(old, "a"));
    }

    [Fact]
    public async Task A_key_is_for_one_card()
    {
        var (one, two) = (await house.Card("1"), await house.Card("2"));
        var first = Value(await Replace(one, "a"));
        Refused("idempotency-key-reused", await Replace(two, "a"));
        Assert.Equal((CardState.Active, 200), ((await house.Find(two)).State, (await house.Find(two)).Account.Posted));
        var second = Value(await Replace(two, "b"));
        Refused("idempotency-key-reused", await Replace(two, "a"));
        Same(first, null, await Replace(one, "a"));
        Same(second, null, await Replace(two, "b"));
    }

    [Fact]
    public async Task One_key_at_once_for_many_cards_replaces_one()
    {
        var cards = new List<Guid>();
        for (var i = 0; i < 8; i++)
            cards.Add(await house.Card("3"));
        var answers = await Task.WhenAll(cards.Select(card => Task.Run(() => Replace(card, "a"))));
        var successor = Value(Assert.Single(answers, a => a.Ok));
        Assert.All(answers.Where(a => !a.Ok), a => Assert.Equal("idempotency-key-reused", a.Refusal!.Code));
        Assert.Equal(300, successor.Card.Account.Posted);
        var states = await Task.WhenAll(cards.Select(house.Find));
        Assert.Equal((7, 1), (states.Count(c => c.State == CardState.Active && c.Account.Posted == 300), states.Count(c => c.State == CardState.Closed && c.Account.Posted == 0)));
    }

    [Fact]
    public async Task Callers_at_once_with_one_key_get_one_answer()
    {
        var old = await New("5");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Replace(old, "a"))));
        foreach (var answer in answers)
            Same(Value(answers[0]), Value(answers[0]).ActivationCode, answer);
        Assert.NotNull(Value(answers[0]).ActivationCode);
    }

    private static void Same(IssuedCard expected, string? code, Result<IssuedCard> answer) =>
        Assert.Equal((expected.Card.Id, expected.Token, code), (Value(answer).Card.Id, Value(answer).Token, Value(answer).ActivationCode));

    private async Task<Guid> New(string balance)
    {
        var card = Value(await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual), Key(), default)).Card.Id;
        Value(await house.Cards.Adjust(house.Store, card, balance, "gift", null, Key(), default));
        return card;
    }

    private Task<Result<IssuedCard>> Replace(Guid card, string? key, CardKind kind = CardKind.Virtual) =>
        house.Replacement.Replace(house.Store, card, kind, "test", key, default);
}
