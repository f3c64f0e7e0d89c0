using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>A charge's whole life, on the real ledger.</summary>
public sealed class ChargesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private ChargesHouse house = null!;

    public async ValueTask InitializeAsync() => house = await ChargesHouse.Open(postgres);

    public async ValueTask DisposeAsync()
    {
        await house.Prove();
        await house.DisposeAsync();
    }

    [Fact]
    public async Task A_sale_in_one_step_moves_the_money_at_once()
    {
        var card = await house.Card(2500);
        var charge = await house.Charge(card, "7.50");
        Assert.Equal((ChargeStatus.Captured, 750L, 750L, 0L), (charge.Status, charge.Amount, charge.Captured, charge.Refunded));
        Assert.Equal(1750, (await house.Account(card)).Available);
        Assert.Equal(750, (await house.Account(await house.Ledger.StoreAccount(house.Store, ChargesHouse.Usd, AccountCodes.Sales, default))).Posted);
    }

    [Fact]
    public async Task A_hold_is_taken_in_part_and_the_rest_is_free_again()
    {
        var card = await house.Card(1000);
        var hold = await house.Charge(card, "8.00", capture: false);
        Assert.Equal(ChargeStatus.Authorised, hold.Status);
        Assert.Equal((1000L, 200L), ((await house.Account(card)).Posted, (await house.Account(card)).Available));
        var taken = Value(await Capture(hold, "3.00"));
        Assert.Equal((ChargeStatus.Captured, 800L, 300L), (taken.Status, taken.Amount, taken.Captured));
        Assert.Equal(700, (await house.Account(card)).Available);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(hold, "1.00")).Refusal);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Void(hold)).Refusal);
    }

    [Fact]
    public async Task A_void_frees_the_hold()
    {
        var card = await house.Card(1000);
        var hold = await house.Charge(card, "8.00", capture: false);
        Assert.Equal(ChargeStatus.Voided, Value(await Void(hold)).Status);
        Assert.Equal(1000, (await house.Account(card)).Available);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(hold)).Refusal);
        Assert.Equal(ChargeRefusals.NotCaptured, (await Refund(hold)).Refusal);
    }

    [Fact]
    public async Task A_hold_runs_out_by_itself()
    {
        var card = await house.Card(1000);
        var hold = await house.Charge(card, "8.00", capture: false);
        Assert.Equal(hold.CreatedAt.AddMinutes(60), hold.ExpiresAt);
        house.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(ChargeStatus.Expired, Value(await house.Charges.Find(house.Store, hold.Id, default)).Status);
        Assert.Equal(ChargeRefusals.AuthorisationExpired, (await Capture(hold)).Refusal);
        Assert.Equal(1, await house.Get<LedgerHousekeeper>().ExpireHolds(default));
        var expired = Value(await house.Charges.Find(house.Store, hold.Id, default));
        Assert.Equal((ChargeStatus.Expired, TransferKind.Expire), (expired.Status, expired.Events.Single().Kind));
        Assert.Equal(1000, (await house.Account(card)).Available);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(hold)).Refusal);
    }

    [Fact]
    public async Task Refunds_go_back_up_to_what_was_taken()
    {
        var card = await house.Card(1000);
        var hold = await house.Charge(card, "8.00", capture: false);
        await Capture(hold, "5.00");
        Assert.Equal((ChargeStatus.PartlyRefunded, 200L), (Value(await Refund(hold, "2.00", "cold soup")) is var part ? (part.Status, part.Refunded) : default));
        Assert.Equal("cold soup", Value(await house.Charges.Find(house.Store, hold.Id, default)).Events[^1].Reason);
        Assert.Equal(ChargeRefusals.RefundExceedsCaptured, (await Refund(hold, "3.01")).Refusal);
        Assert.Equal((ChargeStatus.Refunded, 500L), (Value(await Refund(hold)) is var all ? (all.Status, all.Refunded) : default));
        Assert.Equal(ChargeRefusals.RefundExceedsCaptured, (await Refund(hold)).Refusal);
        Assert.Equal(1000, (await house.Account(card)).Available);
    }

    [Fact]
    public async Task A_sale_in_one_step_is_refunded_and_never_captured_or_voided()
    {
        var card = await house.Card(1000);
        var sale = await house.Charge(card, "4.00");
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Capture(sale)).Refusal);
        Assert.Equal(ChargeRefusals.AlreadyResolved, (await Void(sale)).Refusal);
        Assert.Equal(ChargeStatus.Refunded, Value(await Refund(sale)).Status);
        Assert.Equal(1000, (await house.Account(card)).Available);
    }

    [Fact]
    public async Task A_key_acts_once_and_always_answers_what_it_answered_first()
    {
        var card = await house.Card(1000);
        var command = new AuthoriseCharge("k1", new CardReference(card), "4.00", false, 30, "table-4", "Lunch", """{"a":[1,"2020-01-01T00:00:00Z"]}""");
        var first = Value(await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default));
        var captured = Value(await house.Charges.Capture(house.Store, ChargeActor.Api, new CaptureCharge("c", first.Id, "3.00"), default));
        var refunded = Value(await house.Charges.Refund(house.Store, ChargeActor.Api, new RefundCharge("r", first.Id, "1.00"), default));
        await Refund(first, "0.50");
        house.Time.Advance(TimeSpan.FromDays(3));

        Assert.Equivalent(first, Value(await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default)), true);
        Assert.Equivalent(captured, Value(await house.Charges.Capture(house.Store, ChargeActor.Api, new CaptureCharge("c", first.Id, "3.00"), default)), true);
        Assert.Equivalent(refunded, Value(await house.Charges.Refund(house.Store, ChargeActor.Api, new RefundCharge("r", first.Id, "1.00"), default)), true);
        Assert.Equal(1000 - 300 + 150, (await house.Account(card)).Available);

        foreach (var other in (AuthoriseCharge[])[
            command with { Amount = "4.01" }, command with { Capture = true }, command with { OrderReference = "table-5" }, command with { Description = null },
            command with { Metadata = null }, command with { ExpiresInMinutes = 31 }, command with { Card = new CardReference(await house.Card(1000)) }])
            Assert.Equal(ApiRefusals.IdempotencyKeyReused, (await house.Charges.Authorise(house.Store, ChargeActor.Api, other, default)).Refusal);
        Assert.Equal(ApiRefusals.IdempotencyKeyReused, (await house.Charges.Capture(house.Store, ChargeActor.Api, new CaptureCharge("c", first.Id, "2.00"), default)).Refusal);
        Assert.Equal(ApiRefusals.IdempotencyKeyReused, (await house.Charges.Refund(house.Store, ChargeActor.Api, new RefundCharge("r", first.Id, "1.00", "why"), default)).Refusal);
    }

    [Fact]
    public async Task A_refused_key_stays_refused()
    {
        var card = await house.Card(100);
        var command = new AuthoriseCharge("poor", new CardReference(card), "4.00", true);
        Assert.Equal(ChargeRefusals.InsufficientFunds, (await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default)).Refusal);
        var clearing = await house.Ledger.StoreAccount(house.Store, ChargesHouse.Usd, AccountCodes.Clearing, default);
        await house.Ledger.Write(house.Store, new TransferRequest("more", Transfer.Post("load", clearing, card, ChargesHouse.Usd, 1000)), default);
        Assert.Equal(ChargeRefusals.InsufficientFunds, (await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default)).Refusal);
        Assert.True((await house.Charges.Authorise(house.Store, ChargeActor.Api, command with { Key = "rich" }, default)).Ok);
    }

    [Fact]
    public async Task The_same_key_of_another_actor_or_operation_is_another_key()
    {
        var card = await house.Card(1000);
        var command = new AuthoriseCharge("same", new CardReference(card), "1.00", false);
        var api = Value(await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default));
        var page = Value(await house.Charges.Authorise(house.Store, ChargeActor.Page, command, default));
        Assert.NotEqual(api.Id, page.Id);
        Assert.True((await house.Charges.Capture(house.Store, ChargeActor.Api, new CaptureCharge("same", api.Id), default)).Ok);
        Assert.True((await house.Charges.Refund(house.Store, ChargeActor.Api, new RefundCharge("same", api.Id), default)).Ok);
    }

    [Fact]
    public async Task Sixty_four_at_once_with_one_key_charge_once()
    {
        var card = await house.Card(1000);
        var command = new AuthoriseCharge("storm", new CardReference(card), "1.00", true);
        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => house.Charges.Authorise(house.Store, ChargeActor.Api, command, default)));
        Assert.Single(all.Select(r => Value(r).Id).Distinct());
        Assert.Equal(900, (await house.Account(card)).Available);
    }

    [Fact]
    public async Task Many_at_once_never_overdraw_a_card_nor_a_capture()
    {
        var card = await house.Card(1000);
        var charges = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge(ChargesHouse.Key(), new CardReference(card), "0.30", true), default)));
        Assert.Equal(33, charges.Count(c => c.Ok));
        Assert.All(charges.Where(c => !c.Ok), c => Assert.Equal(ChargeRefusals.InsufficientFunds, c.Refusal));
        var sale = charges.First(c => c.Ok).Value!;
        var refunds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Refund(sale, "0.07")));
        Assert.Equal(4, refunds.Count(r => r.Ok));
        var hold = await house.Charge(await house.Card(500), "5.00", capture: false);
        var captures = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Capture(hold, "1.00") : Void(hold)));
        Assert.Equal(1, captures.Count(c => c.Ok));
    }

    [Theory]
    [InlineData(AccountFlags.Frozen, "card-frozen")]
    [InlineData(AccountFlags.Inactive, "card-not-activated")]
    public async Task A_card_that_may_not_be_charged_is_refused(AccountFlags flags, string code)
    {
        var card = await house.Card(1000, flags: flags);
        var result = await house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge("x", new CardReference(card), "1.00", true), default);
        Assert.Equal(code, result.Refusal?.Code);
        Assert.Equal(1000, (await house.Account(card)).Available);
    }

    [Fact]
    public async Task Freezing_wins_over_every_later_charge_but_not_over_a_refund()
    {
        var card = await house.Card(1000);
        var sale = await house.Charge(card, "4.00");
        await house.Ledger.ChangeAccount(house.Store, card, new AccountChange(Set: AccountFlags.Frozen), null, default);
        Assert.Equal(ChargeRefusals.CardFrozen, (await house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge("x", new CardReference(card), "1.00", true), default)).Refusal);
        Assert.Equal(ChargeStatus.Refunded, Value(await Refund(sale)).Status);
    }

    [Fact]
    public async Task Limits_count_the_stores_own_day()
    {
        house.Programme = house.Programme! with { TimeZone = "America/Jamaica" };
        var card = await house.Card(100_000, chargeLimit: 5000, dayLimit: 8000);
        Assert.Equal(ChargeRefusals.ChargeLimit, (await Sale(card, "50.01")).Refusal);
        Assert.True((await Sale(card, "50.00")).Ok);
        Assert.Equal(ChargeRefusals.DayLimit, (await Sale(card, "30.01")).Refusal);
        // 20:00 UTC is still the same day in Kingston; 06:00 UTC is the next.
        house.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 4, 59, 0, TimeSpan.Zero));
        Assert.Equal(ChargeRefusals.DayLimit, (await Sale(card, "30.01")).Refusal);
        house.Time.SetUtcNow(new DateTimeOffset(2026, 3, 2, 5, 1, 0, TimeSpan.Zero));
        Assert.True((await Sale(card, "30.01")).Ok);
    }

    [Fact]
    public async Task Cards_are_found_by_number_and_token_and_only_in_their_store()
    {
        var card = await house.Card(1000);
        var elsewhere = await house.Card(1000, store: "store2");
        foreach (var reference in (CardReference[])[new(Number: ChargesHouse.Number(card)), new(Token: "t" + card.ToString("N"))])
            Assert.Equal(card, Value(await house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge(ChargesHouse.Key(), reference, "1.00", true), default)).CardId);
        foreach (var reference in (CardReference[])[new(elsewhere), new(Number: ChargesHouse.Number(elsewhere)), new(Guid.NewGuid()),
            new(await house.Ledger.StoreAccount(house.Store, ChargesHouse.Usd, AccountCodes.Fees, default))])
            Assert.Equal(ChargeRefusals.CardNotFound,
                (await house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge(ChargesHouse.Key(), reference, "1.00", true), default)).Refusal);
        foreach (var reference in (CardReference[])[new(), new(card, "1")])
            Assert.Equal("card", (await house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge(ChargesHouse.Key(), reference, "1.00", true), default)).Refusal?.Path);
    }

    [Fact]
    public async Task Another_stores_charge_does_not_exist_here()
    {
        var sale = await house.Charge(await house.Card(1000), "1.00");
        var load = (await house.Reader.Log(house.Store, ["load"], null, 1, default))[0];
        foreach (var (store, id) in ((string, Guid)[])[("store2", sale.Id), (house.Store, Guid.NewGuid()), (house.Store, load.Id)])
        {
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await house.Charges.Find(store, id, default)).Refusal);
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await house.Charges.Capture(store, ChargeActor.Api, new CaptureCharge("k", id), default)).Refusal);
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await house.Charges.Void(store, ChargeActor.Api, new VoidCharge("k", id), default)).Refusal);
            Assert.Equal(ChargeRefusals.ChargeNotFound, (await house.Charges.Refund(store, ChargeActor.Api, new RefundCharge("k", id), default)).Refusal);
        }
    }

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
        var card = await house.Card(1000);
        Assert.Equal("amount", (await Sale(card, amount)).Refusal?.Path);
        var hold = await house.Charge(card, "5.00", capture: false);
        if (amount is not null)
        {
            Assert.Equal("amount", (await Capture(hold, amount)).Refusal?.Path);
            await Capture(hold);
            Assert.Equal("amount", (await Refund(hold, amount)).Refusal?.Path);
        }
        Assert.Equal(amount is null ? 1000 : 500, (await house.Account(card)).Posted);
    }

    [Fact]
    public async Task The_largest_amount_is_only_too_much_for_the_card()
    {
        var card = await house.Card(1000);
        Assert.Equal(ChargeRefusals.InsufficientFunds, (await Sale(card, "46116860184273879.04")).Refusal);
    }

    [Theory]
    [InlineData("Café ☕ 👩‍👩‍👧‍👦 e\u0301", """{"noël":"🎄","n":1.5,"deep":{"a":[null,true]}}""")]
    [InlineData("שלום \u202Eعالم\u202C", """{"on":"2020-01-01","at":"2020-01-01T00:00:00+05:00"}""")]
    [InlineData("'; drop table flash.transfers; --", "{}")]
    public async Task Words_come_back_as_they_were(string words, string metadata)
    {
        var card = await house.Card(1000);
        var command = new AuthoriseCharge("w", new CardReference(card), "1.00", true, null, "№ " + words[..4], words, metadata);
        var charge = Value(await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default));
        var read = Value(await house.Charges.Find(house.Store, charge.Id, default));
        Assert.Equal((words, "№ " + words[..4]), (read.Description, read.OrderReference));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(metadata), System.Text.Json.Nodes.JsonNode.Parse(read.Metadata!)), read.Metadata);
        Assert.Equal(words, Value(await Refund(charge, null, words)).Events[^1].Reason);
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
        var card = await house.Card(1000);
        var command = new AuthoriseCharge("w", new CardReference(card), "1.00", true, null, null, description, metadata);
        Assert.Equal(path, (await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default)).Refusal?.Path);
        Assert.Equal(1000, (await house.Account(card)).Available);
    }

    [Fact]
    public async Task What_is_too_long_is_refused()
    {
        var ok = new AuthoriseCharge("w", new CardReference(await house.Card(1000)), "1.00", false);
        foreach (var (path, command) in ((string, AuthoriseCharge)[])[
            ("description", ok with { Description = new string('x', 501) }), ("description", ok with { Description = "half " + '\ud83d' }), ("orderReference", ok with { OrderReference = new string('x', 101) }),
            ("metadata", ok with { Metadata = $$"""{"x":"{{new string('x', 4096)}}"}""" }), ("expiresInMinutes", ok with { ExpiresInMinutes = 0 }),
            ("expiresInMinutes", ok with { ExpiresInMinutes = int.MaxValue }), ("card.number", ok with { Card = new CardReference(Number: new string('1', 41)) })])
            Assert.Equal(path, (await house.Charges.Authorise(house.Store, ChargeActor.Api, command, default)).Refusal?.Path);
        Assert.True((await house.Charges.Authorise(house.Store, ChargeActor.Api, ok with { Description = new string('x', 500), OrderReference = new string('x', 100) }, default)).Ok);
    }

    [Fact]
    public async Task Pages_of_charges_leave_nothing_out_and_repeat_nothing()
    {
        var (one, two) = (await house.Card(10_000), await house.Card(10_000));
        List<Guid> expected = [];
        for (var i = 0; i < 25; i++)
        {
            var charge = Value(await house.Charges.Authorise(house.Store, ChargeActor.Api,
                new AuthoriseCharge(ChargesHouse.Key(), new CardReference(i % 2 == 0 ? one : two), "1.00", i % 3 == 0, null, i % 5 == 0 ? "five" : null), default));
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
            Assert.Equivalent(Value(await house.Charges.Find(house.Store, charge.Id, default)), charge, true);
        Assert.Equal("cursor", (await house.Charges.List(house.Store, new ChargeFilter(Cursor: "%%%"), default)).Refusal?.Path);
        Assert.Equal("cursor", (await house.Charges.List(house.Store, new ChargeFilter(Cursor: "AAAA"), default)).Refusal?.Path);
    }

    [Fact]
    public async Task Without_a_programme_there_are_no_charges()
    {
        var card = await house.Card(1000);
        house.Programme = null;
        Assert.Equal(ChargeRefusals.ProgrammeNotFound, (await Sale(card, "1.00")).Refusal);
        Assert.Equal(ChargeRefusals.ProgrammeNotFound, (await house.Charges.List(house.Store, new ChargeFilter(), default)).Refusal);
    }

    [Fact]
    public void Every_refusal_of_the_ledger_has_words()
    {
        foreach (var reason in Enum.GetValues<LedgerRefusal>())
            Assert.Matches("^[a-z]+(-[a-z]+)*$", ChargeRefusals.From(reason).Code);
    }

    private async Task<List<Charge>> All(ChargeFilter filter)
    {
        List<Charge> all = [];
        do
        {
            var page = Value(await house.Charges.List(house.Store, filter, default));
            Assert.InRange(page.Items.Count, 0, filter.Limit!.Value);
            all.AddRange(page.Items);
            filter = filter with { Cursor = page.Cursor };
        } while (filter.Cursor is not null);
        return all;
    }

    private Task<Result<Charge>> Sale(Guid card, string? amount) =>
        house.Charges.Authorise(house.Store, ChargeActor.Api, new AuthoriseCharge(ChargesHouse.Key(), new CardReference(card), amount, true), default);

    private Task<Result<Charge>> Capture(Charge charge, string? amount = null) =>
        house.Charges.Capture(house.Store, ChargeActor.Api, new CaptureCharge(ChargesHouse.Key(), charge.Id, amount), default);

    private Task<Result<Charge>> Void(Charge charge) => house.Charges.Void(house.Store, ChargeActor.Api, new VoidCharge(ChargesHouse.Key(), charge.Id), default);

    private Task<Result<Charge>> Refund(Charge charge, string? amount = null, string? reason = null) =>
        house.Charges.Refund(house.Store, ChargeActor.Api, new RefundCharge(ChargesHouse.Key(), charge.Id, amount, reason), default);

    private static Charge Value(Result<Charge> result) => ChargesHouse.Value(result);

    private static Page<Charge> Value(Result<Page<Charge>> result) => ChargesHouse.Value(result);
}
