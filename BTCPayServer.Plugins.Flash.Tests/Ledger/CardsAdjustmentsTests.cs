using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A card's balance is corrected with a reason, and its history tells.</summary>
public sealed class CardsAdjustmentsTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task An_adjustment_has_a_reason_and_happens_once()
    {
        var card = await House.Card();
        var key = Key();
        var entry = Value(await House.Cards.Adjust(House.Store, card, "5.00", "goodwill", "anna", key, default));
        Assert.Equal((500L, 500L, "adjustment"), (entry.Amount, entry.Balance, entry.Type));
        Assert.Contains("goodwill", entry.Details);
        Assert.Contains("anna", entry.Details);
        Assert.Equal(entry.Id, Value(await House.Cards.Adjust(House.Store, card, "5.00", "goodwill", "anna", key, default)).Id);
        Refused("idempotency-key-reused", await House.Cards.Adjust(House.Store, card, "6.00", "goodwill", "anna", key, default));
        Assert.Equal(-200, Value(await House.Cards.Adjust(House.Store, card, "-2", "mistake", null, Key(), default)).Amount);
        Refused("insufficient-funds", await House.Cards.Adjust(House.Store, card, "-3.01", "too much", null, Key(), default));
        Assert.Equal(300, await House.Balance(card));
        Assert.Equal(-300, await House.Account(AccountCodes.Adjustments));
    }

    [Theory]
    [InlineData("0", "r", "amount")]
    [InlineData("", "r", "amount")]
    [InlineData(null, "r", "amount")]
    [InlineData("1.001", "r", "amount")]
    [InlineData("NaN", "r", "amount")]
    [InlineData("1e3", "r", "amount")]
    [InlineData("99999999999999999999999999", "r", "amount")]
    [InlineData("1", "", "reason")]
    [InlineData("1", null, "reason")]
    [InlineData("1", " ", "reason")]
    public async Task Adjustments_that_make_no_sense_are_refused(string? amount, string? reason, string path)
    {
        var card = await House.Card();
        Refused($"422 {path}", await House.Cards.Adjust(House.Store, card, amount, reason, null, Key(), default));
        Assert.Equal(0, await House.Balance(card));
    }

    [Fact]
    public async Task The_history_tells_every_balance_newest_first_page_by_page()
    {
        var card = await House.Card();
        foreach (var amount in new[] { "5", "-1", "2.50", "-0.25" })
            Value(await House.Cards.Adjust(House.Store, card, amount, "test", null, Key(), default));
        var entries = new List<CardEntry>();
        string? cursor = null;
        do
        {
            var page = Value(await House.Cards.History(House.Store, card, cursor, 3, default));
            entries.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal([(-25L, 625L), (250L, 650L), (-100L, 400L), (500L, 500L)], entries.Select(entry => (entry.Amount, entry.Balance)));
        Refused("422 cursor", await House.Cards.History(House.Store, card, "nonsense!", 3, default));
        Refused("card-not-found", await House.Cards.History(House.Store, Guid.NewGuid(), null, 3, default));
    }
}
