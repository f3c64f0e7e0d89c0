using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What makes no sense is refused by the name of its field, and nothing moves.</summary>
public sealed class ChargesRefusedTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-1")]
    [InlineData("1.001")]
    [InlineData("1e2")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x10")]
    [InlineData("١٢")]
    [InlineData("46116860184273879.05")]
    [InlineData("99999999999999999999999999999999999999")]
    public async Task An_amount_that_is_none_is_refused_and_nothing_moves(string? amount)
    {
        var card = await House.Card(1000);
        Assert.Equal("amount", (await Sale(card, amount)).Refusal?.Path);
        var hold = await House.Charge(card, "5.00", capture: false);
        if (amount is not null)
        {
            Assert.Equal("amount", (await Capture(hold, amount)).Refusal?.Path);
            await Capture(hold);
            Assert.Equal("amount", (await Refund(hold, amount)).Refusal?.Path);
        }
        Assert.Equal(amount is null ? 1000 : 500, (await House.Account(card)).Posted);
    }

    [Fact]
    public async Task The_largest_amount_is_only_too_much_for_the_card()
    {
        var card = await House.Card(1000);
        Assert.Equal(ChargeRefusals.InsufficientFunds, (await Sale(card, "46116860184273879.04")).Refusal);
    }

    [Theory]
    [InlineData("description", "a\0b", null)]
    [InlineData("metadata", null, """{"a":"\u0000"}""")]
    [InlineData("metadata", null, """{"a":undefined}""")]
    [InlineData("metadata", null, "[1]")]
    [InlineData("metadata", null, "7")]
    [InlineData("metadata", null, "{")]
    public async Task Words_that_cannot_be_kept_are_refused(string path, string? description, string? metadata)
    {
        var card = await House.Card(1000);
        var command = new AuthoriseCharge("w", new CardReference(card), "1.00", true, null, null, description, metadata);
        Assert.Equal(path, (await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default)).Refusal?.Path);
        Assert.Equal(1000, (await House.Account(card)).Available);
    }

    [Fact]
    public async Task What_is_too_long_is_refused()
    {
        var ok = new AuthoriseCharge("w", new CardReference(await House.Card(1000)), "1.00", false);
        foreach (var (path, command) in ((string, AuthoriseCharge)[])[
            ("description", ok with { Description = new string('x', 501) }), ("description", ok with { Description = "half " + '\ud83d' }), ("orderReference", ok with { OrderReference = new string('x', 101) }),
            ("metadata", ok with { Metadata = $$"""{"x":"{{new string('x', 4096)}}"}""" }), ("expiresInMinutes", ok with { ExpiresInMinutes = 0 }),
            ("expiresInMinutes", ok with { ExpiresInMinutes = int.MaxValue }), ("card.number", ok with { Card = new CardReference(Number: new string('1', 41)) })])
            Assert.Equal(path, (await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default)).Refusal?.Path);
        Assert.True((await House.Charges.Authorise(House.Store, ChargeActor.Api, ok with { Description = new string('x', 500), OrderReference = new string('x', 100) }, default)).Ok);
    }

    [Fact]
    public async Task Without_a_programme_there_are_no_charges()
    {
        var card = await House.Card(1000);
        House.Programme = null;
        Assert.Equal(ChargeRefusals.ProgrammeNotFound, (await Sale(card, "1.00")).Refusal);
        Assert.Equal(ChargeRefusals.ProgrammeNotFound, (await House.Charges.List(House.Store, new ChargeFilter(), default)).Refusal);
    }
}
