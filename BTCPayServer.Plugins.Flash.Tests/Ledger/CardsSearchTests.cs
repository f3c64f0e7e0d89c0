using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Cards are found by what is known of them, and what is known is changed.</summary>
public sealed class CardsSearchTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task Cards_are_found_by_number_last_four_holder_label_and_state()
    {
        var one = (await House.Issue(new IssueCard(CardKind.Virtual, "anna", "Gift 100%_a"))).Card;
        var two = (await House.Issue(new IssueCard(CardKind.Virtual, "bert", "gift 100%_b"))).Card;
        var three = (await House.Issue(new IssueCard(CardKind.Virtual, "anna", "Other"))).Card;
        Value(await House.Cards.Freeze(House.Store, three.Id, default));
        async Task<IEnumerable<Guid>> Ids(CardSearch search) => Value(await House.Cards.Search(House.Store, search, null, 50, default)).Items.Select(card => card.Id);
        Assert.Equal([three.Id, two.Id, one.Id], await Ids(new CardSearch()));
        Assert.Equal([one.Id], await Ids(new CardSearch { Number = CardNumber.Print(one.Number) }));
        Assert.Equal([], await Ids(new CardSearch { Number = "1234" }));
        Assert.Contains(two.Id, await Ids(new CardSearch { Last4 = two.Last4 }));
        Assert.Equal([three.Id, one.Id], await Ids(new CardSearch { Holder = "anna" }));
        Assert.Equal([one.Id, two.Id], await Ids(new CardSearch { Label = "GIFT 100%_" }));
        Assert.Equal([], await Ids(new CardSearch { Label = "ift" }));
        Assert.Equal([three.Id], await Ids(new CardSearch { Holder = "anna", State = CardState.Frozen }));
        Assert.Equal([], await Ids(new CardSearch { Holder = "a\0" }));
        Assert.Empty(Value(await House.Cards.Search("store2", new CardSearch(), null, 50, default)).Items);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("b")]
    public async Task A_search_goes_on_where_its_page_ended(string? label)
    {
        for (var i = 0; i < 7; i++)
            await House.Issue(new IssueCard(CardKind.Virtual, Label: "b" + i % 3));
        var found = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = Value(await House.Cards.Search(House.Store, new CardSearch { Label = label }, cursor, 2, default));
            Assert.InRange(page.Items.Count, 1, 2);
            found.AddRange(page.Items.Select(card => card.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(7, found.Distinct().Count());
        Assert.Equal(7, found.Count);
        Refused("422 cursor", await House.Cards.Search(House.Store, new CardSearch(), "AAAA", 2, default));
    }

    [Fact]
    public async Task What_is_absent_stays_and_what_is_null_goes()
    {
        var card = (await House.Issue(new IssueCard(CardKind.Virtual, "anna", "one", """{"a":1}"""))).Card;
        var changed = Value(await House.Cards.Update(House.Store, card.Id, new CardUpdate(Label: Change<string>.To("two")), default));
        Assert.Equal(("anna", "two", true), (changed.Holder, changed.Label, changed.Metadata is not null));
        changed = Value(await House.Cards.Update(House.Store, card.Id, new CardUpdate(Holder: Change<string>.To(null), Metadata: Change<string>.To(null)), default));
        Assert.Equal((null, "two", null), (changed.Holder, changed.Label, changed.Metadata));
        Refused("422 label", await House.Cards.Update(House.Store, card.Id, new CardUpdate(Label: Change<string>.To(new string('x', 101))), default));
        Refused("card-not-found", await House.Cards.Update(House.Store, Guid.NewGuid(), new CardUpdate(), default));
    }
}
