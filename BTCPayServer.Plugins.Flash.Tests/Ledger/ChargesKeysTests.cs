using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A key acts once, and answers for ever what it answered first.</summary>
public sealed class ChargesKeysTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Fact]
    public async Task A_key_acts_once_and_always_answers_what_it_answered_first()
    {
        var card = await House.Card(1000);
        var command = new AuthoriseCharge("k1", new CardReference(card), "4.00", false, 30, "table-4", "Lunch", """{"a":[1,"2020-01-01T00:00:00Z"]}""");
        var first = Value(await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default));
        var captured = Value(await House.Charges.Capture(House.Store, ChargeActor.Api, new CaptureCharge("c", first.Id, "3.00"), default));
        var refunded = Value(await House.Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge("r", first.Id, "1.00"), default));
        await Refund(first, "0.50");
        House.Time.Advance(TimeSpan.FromDays(3));

        Assert.Equivalent(first, Value(await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default)), true);
        Assert.Equivalent(captured, Value(await House.Charges.Capture(House.Store, ChargeActor.Api, new CaptureCharge("c", first.Id, "3.00"), default)), true);
        Assert.Equivalent(refunded, Value(await House.Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge("r", first.Id, "1.00"), default)), true);
        Assert.Equal(1000 - 300 + 150, (await House.Account(card)).Available);

        foreach (var other in (AuthoriseCharge[])[
            command with { Amount = "4.01" }, command with { Capture = true }, command with { OrderReference = "table-5" }, command with { Description = null },
            command with { Metadata = null }, command with { ExpiresInMinutes = 31 }, command with { Card = new CardReference(await House.Card(1000)) }])
            Assert.Equal(ApiRefusals.IdempotencyKeyReused, (await House.Charges.Authorise(House.Store, ChargeActor.Api, other, default)).Refusal);
        Assert.Equal(ApiRefusals.IdempotencyKeyReused, (await House.Charges.Capture(House.Store, ChargeActor.Api, new CaptureCharge("c", first.Id, "2.00"), default)).Refusal);
        Assert.Equal(ApiRefusals.IdempotencyKeyReused, (await House.Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge("r", first.Id, "1.00", "why"), default)).Refusal);
    }

    [Fact]
    public async Task A_refused_key_stays_refused()
    {
        var card = await House.Card(100);
        var command = new AuthoriseCharge("poor", new CardReference(card), "4.00", true);
        Assert.Equal(ChargeRefusals.InsufficientFunds, (await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default)).Refusal);
        var clearing = await House.Ledger.StoreAccount(House.Store, ChargesHouse.Usd, AccountCodes.Clearing, default);
        await House.Ledger.Write(House.Store, new TransferRequest("more", Transfer.Post("load", clearing, card, ChargesHouse.Usd, 1000)), default);
        Assert.Equal(ChargeRefusals.InsufficientFunds, (await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default)).Refusal);
        Assert.True((await House.Charges.Authorise(House.Store, ChargeActor.Api, command with { Key = "rich" }, default)).Ok);
    }

    [Fact]
    public async Task The_same_key_of_another_actor_or_operation_is_another_key()
    {
        var card = await House.Card(1000);
        var command = new AuthoriseCharge("same", new CardReference(card), "1.00", false);
        var api = Value(await House.Charges.Authorise(House.Store, ChargeActor.Api, command, default));
        var page = Value(await House.Charges.Authorise(House.Store, ChargeActor.Page, command, default));
        Assert.NotEqual(api.Id, page.Id);
        Assert.True((await House.Charges.Capture(House.Store, ChargeActor.Api, new CaptureCharge("same", api.Id), default)).Ok);
        Assert.True((await House.Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge("same", api.Id), default)).Ok);
    }

    [Fact]
    public async Task Sixty_four_at_once_with_one_key_charge_once()
    {
        var card = await House.Card(1000);
        var command = new AuthoriseCharge("storm", new CardReference(card), "1.00", true);
        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => House.Charges.Authorise(House.Store, ChargeActor.Api, command, default)));
        Assert.Single(all.Select(r => Value(r).Id).Distinct());
        Assert.Equal(900, (await House.Account(card)).Available);
    }
}
