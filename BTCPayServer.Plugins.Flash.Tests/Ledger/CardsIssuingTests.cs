using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Cards are issued once, in any number, with secrets that nobody reads out of the database.</summary>
public sealed class CardsIssuingTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task Without_a_programme_there_are_no_cards() =>
        Refused("programme-not-found", await House.Cards.Issue("store2", new IssueCard(CardKind.Virtual), Key(), default));

    [Fact]
    public async Task A_card_is_issued_inactive_and_found_by_id_number_and_token()
    {
        var issued = await House.Issue(new IssueCard(CardKind.Physical, "holder-1", "Müller ☕", """{"a":[1,"x"]}"""));
        var card = issued.Card;
        Assert.Equal((CardState.Issued, 0L, "holder-1", "Müller ☕"), (card.State, card.Account.Posted, card.Holder, card.Label));
        Assert.True(card.Account.Flags.HasFlag(AccountFlags.Guarded));
        Assert.Equal(card.Id, (await House.Finder.ById(House.Store, card.Id, default))!.Id);
        Assert.Equal(card.Id, (await House.Finder.ByNumber(House.Store, CardNumber.Print(card.Number), default))!.Id);
        Assert.Equal(card.Id, (await House.Finder.ByToken(House.Store, issued.Token, default))!.Id);
        Assert.Equal(issued.Token, Value(await House.Cards.Token(House.Store, card.Id, default)));
        await House.Programme(store: "store2");
        Assert.Null(await House.Finder.ById("store2", card.Id, default));
        Assert.Null(await House.Finder.ByNumber("store2", card.Number, default));
        Assert.Null(await House.Finder.ByToken("store2", issued.Token, default));
    }

    [Fact]
    public async Task The_database_knows_neither_codes_nor_tokens()
    {
        var issued = await House.Issue();
        await using var connection = await House.Database.Open();
        var rows = await connection.QueryAsync<string>("select c::text || s.value from flash.cards c, flash.secrets s");
        Assert.All(rows, row =>
        {
            Assert.DoesNotContain(issued.ActivationCode!, row);
            Assert.DoesNotContain(issued.ActivationCode!.Replace("-", "", StringComparison.Ordinal), row);
            Assert.DoesNotContain(issued.Token, row);
            Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(issued.Token)), row, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_retried_issue_makes_one_card_and_shows_the_same_code()
    {
        var key = Key();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => House.Issue(new IssueCard(CardKind.Virtual, Label: "x"), key)));
        Assert.Single(all.Select(issued => (issued.Card.Id, issued.ActivationCode, issued.Token)).Distinct());
        Assert.Single(Value(await House.Cards.Search(House.Store, new CardSearch(), null, 50, default)).Items);
        Refused("idempotency-key-reused", await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual, Label: "y"), key, default));
        Value(await House.Cards.Activate(House.Store, all[0].Card.Id, all[0].ActivationCode, default));
        Assert.Null((await House.Issue(new IssueCard(CardKind.Virtual, Label: "x"), key)).ActivationCode);
    }

    [Fact]
    public async Task Ten_thousand_cards_are_issued_at_once_and_only_once()
    {
        var key = Key();
        var batch = Value(await House.Cards.IssueBatch(House.Store, new IssueCards(10_000, Label: "batch"), key, default));
        Assert.Equal(10_000, batch.Cards.Select(issued => issued.Card.Number).Distinct().Count());
        Assert.Equal(10_000, batch.Cards.Select(issued => issued.Token).Distinct().Count());
        var again = Value(await House.Cards.IssueBatch(House.Store, new IssueCards(10_000, Label: "batch"), key, default));
        Assert.Equal(batch.Cards.Select(issued => (issued.Card.Id, issued.ActivationCode)), again.Cards.Select(issued => (issued.Card.Id, issued.ActivationCode)));
        Refused("idempotency-key-reused", await House.Cards.IssueBatch(House.Store, new IssueCards(9_999, Label: "batch"), key, default));
        Refused("422 count", await House.Cards.IssueBatch(House.Store, new IssueCards(10_001), Key(), default));
        Refused("422 count", await House.Cards.IssueBatch(House.Store, new IssueCards(0), Key(), default));
        // Every code opens its own card.
        var some = batch.Cards[7_777];
        Assert.Equal(CardState.Active, Value(await House.Cards.ActivateByNumber(House.Store, some.Card.Number, some.ActivationCode!.ToLowerInvariant(), default)).State);
        Refused("activation-code-wrong", await House.Cards.ActivateByNumber(House.Store, batch.Cards[1].Card.Number, batch.Cards[2].ActivationCode!, default));
    }

    [Theory]
    [InlineData("holder", 201)]
    [InlineData("label", 101)]
    public async Task Words_that_are_too_long_are_refused(string field, int length)
    {
        var text = new string('x', length);
        Refused($"422 {field}", await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual, field == "holder" ? text : null, field == "label" ? text : null), Key(), default));
    }

    [Theory]
    [InlineData("nul\0")]
    [InlineData("line\nbreak")]
    public async Task Words_that_cannot_be_kept_are_refused(string text)
    {
        Refused("422 label", await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual, Label: text), Key(), default));
        Refused("422 holder", await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual, Holder: text), Key(), default));
    }

    [Fact]
    public async Task Half_a_character_is_refused() =>
        Refused("422 label", await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual, Label: "half \ud800 a character"), Key(), default));

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"\\u0000\"}")]
    public async Task Metadata_is_a_JSON_object(string json) =>
        Refused("422 metadata", await House.Cards.Issue(House.Store, new IssueCard(CardKind.Virtual, Metadata: json), Key(), default));

    [Fact]
    public async Task The_same_secrets_work_in_a_second_process()
    {
        var issued = await House.Issue();
        var second = House.NewProcess();
        Assert.Equal(issued.Card.Id, (await second.GetRequiredService<ICardFinder>().ByToken(House.Store, issued.Token, default))!.Id);
        Value(await second.GetRequiredService<ICardService>().Activate(House.Store, issued.Card.Id, issued.ActivationCode, default));
    }
}
