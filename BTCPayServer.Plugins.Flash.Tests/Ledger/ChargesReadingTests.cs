using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Charges are found, listed and read back as they were made, and only in their store.</summary>
public sealed class ChargesReadingTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Fact]
    public async Task Cards_are_found_by_number_and_token_and_only_in_their_store()
    {
        var card = await House.Card(1000);
        var elsewhere = await House.Card(1000, store: "store2");
        foreach (var reference in (CardReference[])[new(Number: ChargesHouse.Number(card)), new(Token: "t" + card.ToString("N"))])
            Assert.Equal(card, Value(await House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge(Key(), reference, "1.00", true), default)).CardId);
        foreach (var reference in (CardReference[])[new(elsewhere), new(Number: ChargesHouse.Number(elsewhere)), new(Guid.NewGuid()),
            new(await House.Ledger.StoreAccount(House.Store, ChargesHouse.Usd, AccountCodes.Fees, default))])
            Assert.Equal(ChargeRefusals.CardNotFound,
                (await House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge(Key(), reference, "1.00", true), default)).Refusal);
        foreach (var reference in (CardReference[])[new(), new(card, "1")])
            Assert.Equal("card", (await House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge(Key(), reference, "1.00", true), default)).Refusal?.Path);
    }

    [Fact]
    public async Task Another_stores_charge_does_not_exist_here()
    {
        var sale = await House.Charge(await House.Card(1000), "1.00");
        var load = (await House.Reader.Log(House.Store, ["load"], null, 1, default))[0];
        foreach (var (store, id) in ((string, Guid)[])[("store2", sale.Id), (House.Store, Guid.NewGuid()), (House.Store, load.Id)])
        {
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await House.Charges.Find(store, id, default)).Refusal);
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await House.Charges.Capture(store, ChargeActor.Api, new CaptureCharge("k", id), default)).Refusal);
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await House.Charges.Void(store, ChargeActor.Api, new VoidCharge("k", id), default)).Refusal);
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await House.Charges.Refund(store, ChargeActor.Api, new RefundCharge("k", id), default)).Refusal);
        }
    }

    [Theory]
    [InlineData("Café ☕ 👩‍👩‍👧‍👦 e\u0301", """{"noël":"🎄","n":1.5,"deep":{"a":[null,true]}}""")]
    [InlineData("שלום \u202Eعالم\u202C", """{"on":"2020-01-01","at":"2020-01-01T00:00:00+05:00"}""")]
    [InlineData("'; drop table flash.transfers; --", "{}")]
    public async Task Words_come_back_as_they_were(string words, string metadata)
    {
        var card = await House.Card(1000);
        var command = new AuthoriseCharge("w", new CardReference(card), "1.00", true, null, "№ " + words[..4], words, metadata);
        var charge = Value(await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default));
        var read = Value(await House.Charges.Find(House.Store, charge.Id, default));
        Assert.Equal((words, "№ " + words[..4]), (read.Description, read.OrderReference));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(metadata), System.Text.Json.Nodes.JsonNode.Parse(read.Metadata!)), read.Metadata);
        Assert.Equal(words, Value(await Refund(charge, null, words)).Events[^1].Reason);
    }

    [Fact]
    public async Task Pages_of_charges_leave_nothing_out_and_repeat_nothing()
    {
        var (one, two) = (await House.Card(10_000), await House.Card(10_000));
        List<Guid> expected = [];
        for (var i = 0; i < 25; i++)
        {
            var charge = Value(await House.Charges.Authorise(House.Store, ChargeActor.Api,
                new AuthoriseCharge(Key(), new CardReference(i % 2 == 0 ? one : two), "1.00", i % 3 == 0, null, i % 5 == 0 ? "five" : null), default));
            expected.Insert(0, charge.Id);
            if (i % 3 == 1)
                await Capture(charge);
            if (i % 3 == 0)
                await Refund(charge, "0.10");
        }
        Assert.Equal(expected, (await All(new ChargeFilter(Limit: 4))).Select(c => c.Id));
        var ofOne = await All(new ChargeFilter(one, Limit: 4));
        Assert.Equal(13, ofOne.Count);
        Assert.All(ofOne, c => Assert.Equal(one, c.CardId));
        Assert.Equal(5, (await All(new ChargeFilter(OrderReference: "five", Limit: 2))).Count);
        Assert.Equal(3, (await All(new ChargeFilter(one, "five", 2))).Count);
        foreach (var charge in await All(new ChargeFilter(Limit: 7)))
            Assert.Equivalent(Value(await House.Charges.Find(House.Store, charge.Id, default)), charge, true);
        Assert.Equal("cursor", (await House.Charges.List(House.Store, new ChargeFilter(Cursor: "%%%"), default)).Refusal?.Path);
        Assert.Equal("cursor", (await House.Charges.List(House.Store, new ChargeFilter(Cursor: "AAAA"), default)).Refusal?.Path);
    }

    private async Task<List<Charge>> All(ChargeFilter filter)
    {
        List<Charge> all = [];
        do
        {
            var page = Value(await House.Charges.List(House.Store, filter, default));
            Assert.InRange(page.Items.Count, 0, filter.Limit!.Value);
            all.AddRange(page.Items);
            filter = filter with { Cursor = page.Cursor };
        } while (filter.Cursor is not null);
        return all;
    }
}
