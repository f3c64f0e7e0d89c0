using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A card that takes another one's place has all that the other had, and gets what the other should have got later.</summary>
public sealed class SuccessionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SuccessionHouse house = null!;

    public async ValueTask InitializeAsync() => house = await SuccessionHouse.Open(postgres);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task What_is_held_stays_with_its_hold_and_what_is_released_follows()
    {
        var old = await house.Card("20.00");
        var (captured, voided, expired) = (await house.Held(old, "5"), await house.Held(old, "3"), await house.Held(old, "2", 10));
        var successor = await house.Replace(old);
        Assert.Equal(((1000, 1000), (1000, 0)), (await house.Balance(old), await house.Balance(successor)));
        Assert.Equal((CardState.Closed, CardState.Active), ((await house.Find(old)).State, (await house.Find(successor)).State));

        Value(await house.Capture(captured, "1.50"));
        Assert.Equal(((500, 500), (1350, 0)), (await house.Balance(old), await house.Balance(successor)));
        Value(await house.Void(voided));
        Assert.Equal(((200, 200), (1650, 0)), (await house.Balance(old), await house.Balance(successor)));
        house.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await house.Get<LedgerHousekeeper>().ExpireHolds(default));
        Assert.Equal(((0, 0), (1850, 0)), (await house.Balance(old), await house.Balance(successor)));
        Value(await house.Refund(captured, "0.50"));
        Assert.Equal(((0, 0), (1900, 0), 100), (await house.Balance(old), await house.Balance(successor), await house.Account(AccountCodes.Sales)));

        // One history: every move from card to card once, page by page in the order of the log.
        foreach (var limit in new[] { 1, 2, 3, 50 })
            Assert.Equal(
                [("replacement", 50L), ("charge", 50), ("replacement", 200), ("charge", 200), ("replacement", 300), ("charge", 300), ("replacement", 350), ("charge", -150),
                    ("replacement", 1000), ("charge", -200), ("charge", -300), ("charge", -500), ("adjustment", 2000)],
                (await History(successor, limit)).Select(e => (e.Type, e.Amount)));
        var replaced = Assert.IsType<TransferRecord>((await house.Get<ILedgerReader>().History(house.Store, successor, null, 10, default))[0]);
        Assert.Equal(("replacement", TransferKind.Post, old, 7), (replaced.Code, replaced.Kind, replaced.Debit, replaced.Id.Version));
    }

    [Fact]
    public async Task Nothing_else_reaches_or_leaves_a_replaced_card()
    {
        var old = await house.Card("10");
        await house.Held(old, "4");
        var adjusted = Key();
        Value(await house.Cards.Adjust(house.Store, old, "1", "before", null, adjusted, default));
        var successor = await house.Replace(old);
        Refused("card-closed", await house.Charge(old, "1"));
        Refused("card-closed", await house.Charge(old, "1", false));
        Refused("card-closed", await house.Cards.Freeze(house.Store, old, default));
        Refused("card-closed", await house.Get<ICardFates>().Found(house.Store, old, default));
        Refused("card-closed", await house.Cards.Activate(house.Store, old, null, default));
        Refused("card-closed", await house.Cards.Update(house.Store, old, new CardUpdate(Limits: Change<CardLimits>.To(new CardLimits("1", null))), default));
        Refused("card-closed", await house.Cards.Adjust(house.Store, old, "1", "test", null, Key(), default));
        Refused("card-closed", await house.Cards.Adjust(house.Store, old, "-1", "test", null, Key(), default));
        Refused("card-closed", await house.Loads.Request(house.Store, old, new("10"), Key(), null, default));
        Refused("card-closed", await house.Replacement.ReportLost(house.Store, old, null, default));
        // What was done before answers as it did.
        Value(await house.Cards.Adjust(house.Store, old, "1", "before", null, adjusted, default));
        Assert.Equal(CardState.Closed, Value(await house.Cards.Close(house.Store, old, CardPayout.PaidOut, null, default)).State);
        Assert.Equal(successor, await house.Replace(old));
        Assert.Equal(((400, 400), (700, 0)), (await house.Balance(old), await house.Balance(successor)));
        // Both count, once each, and what is owed is counted once.
        var counts = await house.Get<ILedgerReader>().CountCards(house.Store, house.Time.GetUtcNow(), default);
        Assert.Equal(2, counts.Sum(c => c.Count));
        Assert.Equal((1100, 400), await house.Get<ILedgerReader>().Liability(house.Store, "USD", default));
        Assert.Equal([successor], Value(await house.Cards.Search(house.Store, new CardSearch { State = CardState.Active }, null, 10, default)).Items.Select(c => c.Id));
        Assert.Equal([old], Value(await house.Cards.Search(house.Store, new CardSearch { State = CardState.Closed }, null, 10, default)).Items.Select(c => c.Id));
    }

    [Fact]
    public async Task A_days_limit_goes_on_where_the_old_card_left_it()
    {
        var old = await house.Card("100", new CardLimits("40", "50"));
        Value(await house.Charge(old, "10"));
        var held = await house.Held(old, "25");
        var second = await house.Replace(old);
        Refused("limit-exceeded", await house.Charge(second, "15.01"));
        Value(await house.Charge(second, "5"));
        var third = await house.Replace(second);
        Refused("limit-exceeded", await house.Charge(third, "10.01"));
        Refused("limit-exceeded", await house.Charge(third, "40.01"));
        // 20 come back from the hold, to the balance and to the day.
        Value(await house.Capture(held, "5"));
        Refused("limit-exceeded", await house.Charge(third, "30.01"));
        Value(await house.Charge(third, "30"));
        Assert.Equal((5000, 0), await house.Balance(third));
        // A new day is a new day, and what an older one gives back is no limit of it.
        house.Time.Advance(TimeSpan.FromHours(12));
        held = await house.Held(third, "10");
        var fourth = await house.Replace(third);
        house.Time.Advance(TimeSpan.FromDays(1));
        Value(await house.Charge(fourth, "40"));
        Value(await house.Void(held));
        Refused("limit-exceeded", await house.Charge(fourth, "10.01"));
        Value(await house.Charge(fourth, "10"));
    }

    [Fact]
    public async Task Staff_who_freeze_and_a_holder_who_replaces_at_once_do_not_both_succeed()
    {
        var replacement = house.NewProcess().GetRequiredService<ICardReplacement>();
        for (var round = 0; round < 20; round++)
        {
            var card = await house.Card("1");
            var (frozen, replaced) = (Task.Run(() => house.Cards.FreezeByStaff(house.Store, card, default)),
                Task.Run(() => replacement.ReplaceForHolder(house.Store, card, CardKind.Virtual, null, null, default)));
            await Task.WhenAll(frozen, replaced);
            Assert.NotEqual((await frozen).Ok, (await replaced).Ok);
            Assert.Equal(((await frozen).Ok ? 100 : 0, 0), await house.Balance(card));
        }
    }

    [Fact]
    public async Task A_line_of_cards_is_closed_as_one()
    {
        var old = await house.Card("10");
        var sale = Value(await house.Charge(old, "2")).Id;
        var held = await house.Held(old, "3");
        var second = await house.Replace(old);
        var third = await house.Replace(second);
        Assert.Equal(((300, 300), (0, 0), (500, 0)), (await house.Balance(old), await house.Balance(second), await house.Balance(third)));
        Assert.Equal([third, second, old], await house.Fates.Line(house.Store, third, default));
        // What is held on the first may still come back to the last.
        Refused("card-has-holds", await house.Cards.Close(house.Store, third, CardPayout.PaidOut, null, default));
        Assert.Equal((500, 0), await house.Balance(third));
        Value(await house.Capture(held, "1"));
        Value(await house.Refund(sale, "0.50"));
        Assert.Equal((750, 0), await house.Balance(third));
        Value(await house.Cards.Close(house.Store, third, CardPayout.PaidOut, null, default));
        Assert.Equal(750, await house.Account(AccountCodes.PaidOut));
        // There is no card any more that a refund could reach: the cashier has to know.
        Refused("card-closed", await house.Refund(sale));
        Refused("card-closed", await house.Refund(held));
        Assert.Equal(((0, 0), (0, 0), (0, 0)), (await house.Balance(old), await house.Balance(second), await house.Balance(third)));
    }

    [Fact]
    public async Task Limits_guards_and_validity_go_over()
    {
        await house.SetProgramme(new() { Asset = "USD", ValidityMonths = 1, ChargeLimit = "20" });
        var old = await house.Card("10");
        var held = await house.Held(old, "1", 60 * 24 * 60);
        var (pins, sleeps) = (house.Get<ICardPin>(), house.Get<ICardSleep>());
        Value(await pins.Set(house.Store, old, "2468", "5", default));
        Value(await sleeps.SetSleep(house.Store, old, 3, default));
        Value(await house.Replacement.ReportLost(house.Store, old, null, default));
        var successor = await house.Replace(old);
        var guard = Value(await pins.Find(house.Store, successor, default));
        Assert.Equal((true, 500L, 3), (guard.HasPin, guard.PinLimit, guard.WakeMinutes));
        Assert.Null(await pins.Verify(house.Store, successor, "2468", default));
        Assert.Equal("pin-wrong", (await pins.Verify(house.Store, successor, "2469", default))?.Code);
        var (before, now) = (await house.Find(old), await house.Find(successor));
        Assert.Equal((before.Account.ValidUntil, CardState.Active), (now.Account.ValidUntil, now.State));
        Assert.Equal((2000L, null), (now.Account.ChargeLimit, now.Account.PeriodLimit));
        Refused("card-asleep", await house.Charge(successor, "1"));
        // Its validity over, the old card's hold is taken and released as any.
        house.Time.Advance(TimeSpan.FromDays(40));
        Assert.Equal(CardState.Expired, (await house.Find(successor)).State);
        Value(await house.Capture(held, "0.60"));
        Assert.Equal(((0, 0), (940, 0)), (await house.Balance(old), await house.Balance(successor)));
    }

    [Fact]
    public async Task A_card_that_waits_for_its_activation_is_replaced_by_one_that_does()
    {
        var old = Value(await house.Cards.Issue(house.Store, new IssueCard(CardKind.Physical), Key(), default));
        Value(await house.Cards.Adjust(house.Store, old.Card.Id, "5", "gift", null, Key(), default));
        var replaced = Value(await house.Replacement.Replace(house.Store, old.Card.Id, CardKind.Physical, null, null, default));
        Assert.Equal((CardState.Issued, 500), (replaced.Card.State, replaced.Card.Account.Posted));
        Refused("card-not-activated", await house.Charge(replaced.Card.Id, "1"));
        Refused("card-closed", await house.Cards.Activate(house.Store, old.Card.Id, old.ActivationCode, default));
        Value(await house.Cards.Activate(house.Store, replaced.Card.Id, replaced.ActivationCode, default));
        Value(await house.Charge(replaced.Card.Id, "5"));
    }

    [Fact]
    public async Task A_process_that_dies_in_the_middle_leaves_the_old_card_as_it_was()
    {
        var old = await house.Card("10");
        await house.Held(old, "4");
        var first = await Die(old);
        Assert.Equal(((1000, 400), (0, 0), CardState.Active), (await house.Balance(old), await house.Balance(first), (await house.Find(old)).State));
        // The next try takes the card that was waiting.
        Assert.Equal(first, await house.Replace(old));
        Assert.Equal(((400, 400), (600, 0)), (await house.Balance(old), await house.Balance(first)));
    }

    [Theory]
    [InlineData("closed"), InlineData("activated"), InlineData("loaded"), InlineData("linked"), InlineData("frozen")]
    public async Task A_waiting_card_that_somebody_took_for_something_else_stays_theirs(string taken)
    {
        var old = await house.Card("10");
        foreach (var _ in new[] { 1, 2 })
        {
            var waiting = await Die(old);
            switch (taken)
            {
                case "closed": Value(await house.Cards.Close(house.Store, waiting, CardPayout.None, null, default)); break;
                case "activated": Value(await house.Cards.Activate(house.Store, waiting, null, default)); break;
                case "loaded": Value(await house.Cards.Adjust(house.Store, waiting, "1", "test", null, Key(), default)); break;
                case "linked": Value(await house.Cards.Update(house.Store, waiting, new CardUpdate(Holder: Change<string>.To("bob")), default)); break;
                default: Value(await house.Cards.Freeze(house.Store, waiting, default)); break;
            }
            var (before, successor) = (await house.Find(waiting), await house.Replace(old));
            Assert.NotEqual(waiting, successor);
            Assert.Equal(before, await house.Find(waiting));
            Assert.Equal((1000, 0), await house.Balance(successor));
            old = successor;
        }
    }

    /// <summary>A process replaces a card and dies before it commits. Answers the card that waits since.</summary>
    private async Task<Guid> Die(Guid old)
    {
        var waiting = Guid.Empty;
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Get<CardSuccession>().Replace(house.Store, old, CardKind.Virtual, null, (_, successor) =>
        {
            waiting = successor;
            throw new InvalidOperationException("killed");
        }, default));
        return waiting;
    }

    [Fact]
    public async Task The_proof_tells_of_money_that_was_left_behind()
    {
        var old = await house.Card("10");
        await house.Replace(old);
        var sale = await house.Card("5");
        await using var connection = new NpgsqlConnection(house.Database.ConnectionString);
        await connection.OpenAsync();
        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("update flash.accounts set flags = flags & ~32 where id = @old", new { old }));
        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("update flash.accounts set flags = flags | 32 where id = @sale", new { sale }));
        await connection.ExecuteAsync("update flash.accounts set posted = posted + 1 where id = @old", new { old });
        var proof = await house.Get<ILedgerProof>().Prove(house.Store, default);
        Assert.Contains(proof.Problems, p => p.Account == old && p.Problem.Contains("left on a replaced account", StringComparison.Ordinal));
        await connection.ExecuteAsync("update flash.accounts set posted = posted - 1 where id = @old", new { old });
    }

    private async Task<List<CardEntry>> History(Guid card, int limit)
    {
        var entries = new List<CardEntry>();
        string? cursor = null;
        do
        {
            var page = Value(await house.History.Page(house.Store, card, cursor, limit, default));
            entries.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null && entries.Count < 100);
        return entries;
    }
}
