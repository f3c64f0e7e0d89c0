using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Unit.CardsHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>A card's whole life, on the real ledger.</summary>
public sealed class CardsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private CardsHouse house = null!;

    public async ValueTask InitializeAsync()
    {
        house = await CardsHouse.Open(postgres);
        await house.Programme();
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Without_a_programme_there_are_no_cards() =>
        Refused("programme-not-found", await house.Cards.Issue("store2", new IssueCard(CardKind.Virtual), Key(), default));

    [Fact]
    public async Task A_card_is_issued_inactive_and_found_by_id_number_and_token()
    {
        var issued = await house.Issue(new IssueCard(CardKind.Physical, "holder-1", "Müller ☕", """{"a":[1,"x"]}"""));
        var card = issued.Card;
        Assert.Equal((CardState.Issued, 0L, "holder-1", "Müller ☕"), (card.State, card.Account.Posted, card.Holder, card.Label));
        Assert.True(card.Account.Flags.HasFlag(AccountFlags.Guarded));
        Assert.Equal(card.Id, (await house.Finder.ById(house.Store, card.Id, default))!.Id);
        Assert.Equal(card.Id, (await house.Finder.ByNumber(house.Store, CardNumber.Print(card.Number), default))!.Id);
        Assert.Equal(card.Id, (await house.Finder.ByToken(house.Store, issued.Token, default))!.Id);
        Assert.Equal(issued.Token, Value(await house.Cards.Token(house.Store, card.Id, default)));
        await house.Programme(store: "store2");
        Assert.Null(await house.Finder.ById("store2", card.Id, default));
        Assert.Null(await house.Finder.ByNumber("store2", card.Number, default));
        Assert.Null(await house.Finder.ByToken("store2", issued.Token, default));
    }

    [Fact]
    public async Task The_database_knows_neither_codes_nor_tokens()
    {
        var issued = await house.Issue();
        await using var connection = await house.Database.Open();
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
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.Issue(new IssueCard(CardKind.Virtual, Label: "x"), key)));
        Assert.Single(all.Select(issued => (issued.Card.Id, issued.ActivationCode, issued.Token)).Distinct());
        Assert.Single(Value(await house.Cards.Search(house.Store, new CardSearch(), null, 50, default)).Items);
        Refused("idempotency-key-reused", await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual, Label: "y"), key, default));
        Value(await house.Cards.Activate(house.Store, all[0].Card.Id, all[0].ActivationCode, default));
        Assert.Null((await house.Issue(new IssueCard(CardKind.Virtual, Label: "x"), key)).ActivationCode);
    }

    [Fact]
    public async Task Ten_thousand_cards_are_issued_at_once_and_only_once()
    {
        var key = Key();
        var batch = Value(await house.Cards.IssueBatch(house.Store, new IssueCards(10_000, Label: "batch"), key, default));
        Assert.Equal(10_000, batch.Cards.Select(issued => issued.Card.Number).Distinct().Count());
        Assert.Equal(10_000, batch.Cards.Select(issued => issued.Token).Distinct().Count());
        var again = Value(await house.Cards.IssueBatch(house.Store, new IssueCards(10_000, Label: "batch"), key, default));
        Assert.Equal(batch.Cards.Select(issued => (issued.Card.Id, issued.ActivationCode)), again.Cards.Select(issued => (issued.Card.Id, issued.ActivationCode)));
        Refused("idempotency-key-reused", await house.Cards.IssueBatch(house.Store, new IssueCards(9_999, Label: "batch"), key, default));
        Refused("422 count", await house.Cards.IssueBatch(house.Store, new IssueCards(10_001), Key(), default));
        Refused("422 count", await house.Cards.IssueBatch(house.Store, new IssueCards(0), Key(), default));
        // Every code opens its own card.
        var some = batch.Cards[7_777];
        Assert.Equal(CardState.Active, Value(await house.Cards.ActivateByNumber(house.Store, some.Card.Number, some.ActivationCode!.ToLowerInvariant(), default)).State);
        Refused("activation-code-wrong", await house.Cards.ActivateByNumber(house.Store, batch.Cards[1].Card.Number, batch.Cards[2].ActivationCode!, default));
    }

    [Theory]
    [InlineData("holder", 201)]
    [InlineData("label", 101)]
    public async Task Words_that_are_too_long_are_refused(string field, int length)
    {
        var text = new string('x', length);
        Refused($"422 {field}", await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual, field == "holder" ? text : null, field == "label" ? text : null), Key(), default));
    }

    [Theory]
    [InlineData("nul\0")]
    [InlineData("line\nbreak")]
    public async Task Words_that_cannot_be_kept_are_refused(string text)
    {
        Refused("422 label", await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual, Label: text), Key(), default));
        Refused("422 holder", await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual, Holder: text), Key(), default));
    }

    [Fact]
    public async Task Half_a_character_is_refused() =>
        Refused("422 label", await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual, Label: "half \ud800 a character"), Key(), default));

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":")]
    [InlineData("{\"a\":\"\\u0000\"}")]
    public async Task Metadata_is_a_JSON_object(string json) =>
        Refused("422 metadata", await house.Cards.Issue(house.Store, new IssueCard(CardKind.Virtual, Metadata: json), Key(), default));

    [Fact]
    public async Task A_card_is_activated_by_its_code_once()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", ValidityMonths = 12 });
        var issued = await house.Issue();
        var card = Value(await house.Cards.Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
        Assert.Equal((CardState.Active, house.Time.GetUtcNow().AddMonths(12)), (card.State, card.Account.ValidUntil!.Value));
        Refused("card-already-active", await house.Cards.Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
        Assert.Equal(CardState.Active, Value(await house.Cards.Activate(house.Store, issued.Card.Id, null, default)).State);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_activation_however_many_try_at_once()
    {
        var issued = await house.Issue();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => house.Cards.Activate(house.Store, issued.Card.Id, $"AAAA-{i:D4}", default)));
        Assert.Equal(5, answers.Count(answer => answer.Refusal?.Code == "activation-code-wrong"));
        Assert.Equal(35, answers.Count(answer => answer.Refusal?.Code == "activation-locked"));
        Refused("activation-locked", await house.Cards.Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
        Assert.Equal(CardState.Active, Value(await house.Cards.Activate(house.Store, issued.Card.Id, null, default)).State);
    }

    [Fact]
    public async Task The_fifth_try_may_be_the_right_one()
    {
        var issued = await house.Issue();
        for (var i = 0; i < 4; i++)
            Refused("activation-code-wrong", await house.Cards.Activate(house.Store, issued.Card.Id, "AAAA-AAAA", default));
        Value(await house.Cards.Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
    }

    [Fact]
    public async Task An_issued_card_does_not_pay_and_a_frozen_one_neither()
    {
        var issued = (await house.Issue()).Card.Id;
        Value(await house.Cards.Adjust(house.Store, issued, "10", "gift", null, Key(), default));
        Assert.Equal(LedgerRefusal.AccountInactive, Assert.IsType<Refused>(await house.Spend(issued, 100)).Reason);
        Value(await house.Cards.Activate(house.Store, issued, null, default));
        Assert.IsType<Written>(await house.Spend(issued, 100));
        Assert.Equal(CardState.Frozen, Value(await house.Cards.Freeze(house.Store, issued, default)).State);
        Assert.Equal(CardState.Frozen, Value(await house.Cards.Freeze(house.Store, issued, default)).State);
        Assert.Equal(LedgerRefusal.AccountFrozen, Assert.IsType<Refused>(await house.Spend(issued, 100)).Reason);
        Assert.Equal(CardState.Active, Value(await house.Cards.Unfreeze(house.Store, issued, default)).State);
        Assert.IsType<Written>(await house.Spend(issued, 100));
    }

    [Fact]
    public async Task A_frozen_card_is_not_activated()
    {
        var issued = await house.Issue();
        Value(await house.Cards.Freeze(house.Store, issued.Card.Id, default));
        Refused("card-frozen", await house.Cards.Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
        Refused("card-frozen", await house.Cards.Activate(house.Store, issued.Card.Id, null, default));
        Assert.Equal(CardState.Issued, Value(await house.Cards.Unfreeze(house.Store, issued.Card.Id, default)).State);
        Value(await house.Cards.Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
    }

    [Fact]
    public async Task An_expired_card_does_not_pay_and_is_found_as_expired()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", ValidityMonths = 1 });
        var card = await house.Card("10");
        house.Time.Advance(TimeSpan.FromDays(32));
        Assert.Equal(CardState.Expired, (await house.Find(card)).State);
        Assert.Equal(LedgerRefusal.AccountExpired, Assert.IsType<Refused>(await house.Spend(card, 100)).Reason);
        Assert.Equal(card, Value(await house.Cards.Search(house.Store, new CardSearch { State = CardState.Expired }, null, 10, default)).Items.Single().Id);
        Assert.Empty(Value(await house.Cards.Search(house.Store, new CardSearch { State = CardState.Active }, null, 10, default)).Items);
    }

    [Theory]
    [InlineData(CardPayout.PaidOut, AccountCodes.PaidOut)]
    [InlineData(CardPayout.WrittenOff, AccountCodes.WrittenOff)]
    public async Task A_closed_card_takes_its_balance_where_it_is_told(CardPayout payout, string account)
    {
        var card = await house.Card("12.34");
        Refused("card-has-balance", await house.Cards.Close(house.Store, card, CardPayout.None, "me", default));
        var closed = Value(await house.Cards.Close(house.Store, card, payout, "me", default));
        Assert.Equal((CardState.Closed, 0L), (closed.State, closed.Account.Posted));
        Assert.Equal(1234, await house.Account(account));
        Assert.Equal(CardState.Closed, Value(await house.Cards.Close(house.Store, card, CardPayout.None, "me", default)).State);
        Refused("card-closed", await house.Cards.Freeze(house.Store, card, default));
        Refused("card-closed", await house.Cards.Unfreeze(house.Store, card, default));
        Refused("card-closed", await house.Cards.Activate(house.Store, card, null, default));
        Refused("card-closed", await house.Cards.Adjust(house.Store, card, "1", "x", null, Key(), default));
        Refused("card-closed", await house.Cards.Update(house.Store, card, new CardUpdate(Limits: Change<CardLimits>.To(null)), default));
        Assert.Equal(card, Value(await house.Cards.Search(house.Store, new CardSearch { State = CardState.Closed }, null, 10, default)).Items.Single().Id);
    }

    [Fact]
    public async Task A_card_with_a_hold_is_not_closed()
    {
        var card = await house.Card("10");
        var sales = await house.Get<ILedger>().StoreAccount(house.Store, new Asset("USD", 2), AccountCodes.Sales, default);
        var hold = Transfer.Hold("charge", card, sales, new Asset("USD", 2), 300, house.Time.GetUtcNow().AddHours(1));
        await house.Get<ILedger>().Write(house.Store, new TransferRequest("hold", hold), default);
        Refused("card-has-holds", await house.Cards.Close(house.Store, card, CardPayout.PaidOut, null, default));
        Assert.Equal((CardState.Active, 1000L), ((await house.Find(card)).State, await house.Balance(card)));
    }

    [Fact]
    public async Task Charges_and_a_closing_at_once_lose_nothing()
    {
        var card = await house.Card("1.00");
        var spends = Enumerable.Range(0, 100).Select(_ => house.Spend(card, 1)).ToList();
        var close = house.Cards.Close(house.Store, card, CardPayout.PaidOut, null, default);
        var spent = (await Task.WhenAll(spends)).Count(result => result is Written);
        Value(await close);
        Assert.Equal(100 - spent, await house.Account(AccountCodes.PaidOut));
        Assert.Equal(0, await house.Balance(card));
    }

    [Fact]
    public async Task An_adjustment_has_a_reason_and_happens_once()
    {
        var card = await house.Card();
        var key = Key();
        var entry = Value(await house.Cards.Adjust(house.Store, card, "5.00", "goodwill", "anna", key, default));
        Assert.Equal((500L, 500L, "adjustment"), (entry.Amount, entry.Balance, entry.Type));
        Assert.Contains("goodwill", entry.Details);
        Assert.Contains("anna", entry.Details);
        Assert.Equal(entry.Id, Value(await house.Cards.Adjust(house.Store, card, "5.00", "goodwill", "anna", key, default)).Id);
        Refused("idempotency-key-reused", await house.Cards.Adjust(house.Store, card, "6.00", "goodwill", "anna", key, default));
        Assert.Equal(-200, Value(await house.Cards.Adjust(house.Store, card, "-2", "mistake", null, Key(), default)).Amount);
        Refused("insufficient-funds", await house.Cards.Adjust(house.Store, card, "-3.01", "too much", null, Key(), default));
        Assert.Equal(300, await house.Balance(card));
        Assert.Equal(-300, await house.Account(AccountCodes.Adjustments));
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
        var card = await house.Card();
        Refused($"422 {path}", await house.Cards.Adjust(house.Store, card, amount, reason, null, Key(), default));
        Assert.Equal(0, await house.Balance(card));
    }

    [Fact]
    public async Task The_history_tells_every_balance_newest_first_page_by_page()
    {
        var card = await house.Card();
        foreach (var amount in new[] { "5", "-1", "2.50", "-0.25" })
            Value(await house.Cards.Adjust(house.Store, card, amount, "test", null, Key(), default));
        var entries = new List<CardEntry>();
        string? cursor = null;
        do
        {
            var page = Value(await house.Cards.History(house.Store, card, cursor, 3, default));
            entries.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal([(-25L, 625L), (250L, 650L), (-100L, 400L), (500L, 500L)], entries.Select(entry => (entry.Amount, entry.Balance)));
        Refused("422 cursor", await house.Cards.History(house.Store, card, "nonsense!", 3, default));
        Refused("card-not-found", await house.Cards.History(house.Store, Guid.NewGuid(), null, 3, default));
    }

    [Fact]
    public async Task Cards_are_found_by_number_last_four_holder_label_and_state()
    {
        var one = (await house.Issue(new IssueCard(CardKind.Virtual, "anna", "Gift 100%_a"))).Card;
        var two = (await house.Issue(new IssueCard(CardKind.Virtual, "bert", "gift 100%_b"))).Card;
        var three = (await house.Issue(new IssueCard(CardKind.Virtual, "anna", "Other"))).Card;
        Value(await house.Cards.Freeze(house.Store, three.Id, default));
        async Task<IEnumerable<Guid>> Ids(CardSearch search) => Value(await house.Cards.Search(house.Store, search, null, 50, default)).Items.Select(card => card.Id);
        Assert.Equal([three.Id, two.Id, one.Id], await Ids(new CardSearch()));
        Assert.Equal([one.Id], await Ids(new CardSearch { Number = CardNumber.Print(one.Number) }));
        Assert.Equal([], await Ids(new CardSearch { Number = "1234" }));
        Assert.Contains(two.Id, await Ids(new CardSearch { Last4 = two.Last4 }));
        Assert.Equal([three.Id, one.Id], await Ids(new CardSearch { Holder = "anna" }));
        Assert.Equal([one.Id, two.Id], await Ids(new CardSearch { Label = "GIFT 100%_" }));
        Assert.Equal([], await Ids(new CardSearch { Label = "ift" }));
        Assert.Equal([three.Id], await Ids(new CardSearch { Holder = "anna", State = CardState.Frozen }));
        Assert.Equal([], await Ids(new CardSearch { Holder = "a\0" }));
        Assert.Empty(Value(await house.Cards.Search("store2", new CardSearch(), null, 50, default)).Items);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("b")]
    public async Task A_search_goes_on_where_its_page_ended(string? label)
    {
        for (var i = 0; i < 7; i++)
            await house.Issue(new IssueCard(CardKind.Virtual, Label: "b" + i % 3));
        var found = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = Value(await house.Cards.Search(house.Store, new CardSearch { Label = label }, cursor, 2, default));
            Assert.InRange(page.Items.Count, 1, 2);
            found.AddRange(page.Items.Select(card => card.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(7, found.Distinct().Count());
        Assert.Equal(7, found.Count);
        Refused("422 cursor", await house.Cards.Search(house.Store, new CardSearch(), "AAAA", 2, default));
    }

    [Fact]
    public async Task What_is_absent_stays_and_what_is_null_goes()
    {
        var card = (await house.Issue(new IssueCard(CardKind.Virtual, "anna", "one", """{"a":1}"""))).Card;
        var changed = Value(await house.Cards.Update(house.Store, card.Id, new CardUpdate(Label: Change<string>.To("two")), default));
        Assert.Equal(("anna", "two", true), (changed.Holder, changed.Label, changed.Metadata is not null));
        changed = Value(await house.Cards.Update(house.Store, card.Id, new CardUpdate(Holder: Change<string>.To(null), Metadata: Change<string>.To(null)), default));
        Assert.Equal((null, "two", null), (changed.Holder, changed.Label, changed.Metadata));
        Refused("422 label", await house.Cards.Update(house.Store, card.Id, new CardUpdate(Label: Change<string>.To(new string('x', 101))), default));
        Refused("card-not-found", await house.Cards.Update(house.Store, Guid.NewGuid(), new CardUpdate(), default));
    }

    [Fact]
    public async Task The_programmes_limits_hold_for_cards_without_their_own()
    {
        await house.Programme(new ProgrammeSettings { Asset = "USD", ChargeLimit = "10", DayLimit = "20" });
        var shared = await house.Card("100");
        var own = await house.Card("100");
        Value(await house.Cards.Update(house.Store, own, new CardUpdate(Limits: Change<CardLimits>.To(new CardLimits("50", null))), default));
        await house.Programme(new ProgrammeSettings { Asset = "USD", ChargeLimit = "5", DayLimit = "8" });
        Assert.Equal((500L, 800L), ((await house.Find(shared)).Account.ChargeLimit, (await house.Find(shared)).Account.PeriodLimit));
        Assert.Equal((5000L, null), ((await house.Find(own)).Account.ChargeLimit, (await house.Find(own)).Account.PeriodLimit));
        Assert.Equal(LedgerRefusal.ChargeLimit, Assert.IsType<Refused>(await house.Spend(shared, 501)).Reason);
        Assert.IsType<Written>(await house.Spend(shared, 500));
        Assert.Equal(LedgerRefusal.PeriodLimit, Assert.IsType<Refused>(await house.Spend(shared, 301)).Reason);
        Assert.IsType<Written>(await house.Spend(own, 5000));
        var back = Value(await house.Cards.Update(house.Store, own, new CardUpdate(Limits: Change<CardLimits>.To(null)), default));
        Assert.Equal((500L, 800L, false), (back.Account.ChargeLimit, back.Account.PeriodLimit, back.OwnLimits));
        Refused("422 limits.day", await house.Cards.Update(house.Store, own, new CardUpdate(Limits: Change<CardLimits>.To(new CardLimits(null, "-1"))), default));
    }

    [Fact]
    public async Task Cards_issued_while_limits_change_have_the_limits_that_stand_afterwards()
    {
        var issues = Enumerable.Range(0, 40).Select(_ => house.Issue()).ToList();
        var changes = Enumerable.Range(1, 10).Select(i => house.Programme(new ProgrammeSettings { Asset = "USD", ChargeLimit = $"{i}" })).ToList();
        await Task.WhenAll(issues);
        await Task.WhenAll(changes);
        var limit = (await house.Programmes.Find(house.Store, default))!.ChargeLimit;
        var cards = Value(await house.Cards.Search(house.Store, new CardSearch(), null, 200, default)).Items;
        Assert.All(cards, card => Assert.Equal(limit, card.Account.ChargeLimit));
    }

    [Fact]
    public async Task The_asset_stays_once_there_are_cards()
    {
        await house.Programme(new ProgrammeSettings { Asset = "sats" });
        Assert.Equal(new Asset("SATS", 3), (await house.Programmes.Find(house.Store, default))!.Asset);
        await house.Issue();
        Refused("asset-in-use", await house.Programmes.Set(house.Store, new ProgrammeSettings { Asset = "USD" }, "https://x", default));
        await house.Programme(new ProgrammeSettings { Asset = "SATS", MinLoad = "100" });
    }

    [Theory]
    [InlineData("asset", null)]
    [InlineData("asset", "XXZ")]
    [InlineData("minLoad", "0")]
    [InlineData("minLoad", "-5")]
    [InlineData("minLoad", "abc")]
    [InlineData("minLoad", "1.005")]
    [InlineData("maxLoad", "4")]
    [InlineData("maxBalance", "4")]
    [InlineData("dayLimit", "6")]
    [InlineData("issueFee", "-1")]
    [InlineData("loadFee", "1e9")]
    [InlineData("timeZone", "Mars/Olympus")]
    [InlineData("validityMonths", "0")]
    [InlineData("loadFeeBasisPoints", "10001")]
    [InlineData("holdMinutes", "0")]
    public async Task Settings_that_make_no_sense_name_their_field(string field, string? value)
    {
        var settings = new ProgrammeSettings { Asset = "USD", MinLoad = "5", ChargeLimit = "7" };
        settings = field switch
        {
            "asset" => settings with { Asset = value },
            "minLoad" => settings with { MinLoad = value },
            "maxLoad" => settings with { MaxLoad = value },
            "maxBalance" => settings with { MaxBalance = value },
            "dayLimit" => settings with { DayLimit = value },
            "issueFee" => settings with { IssueFee = value },
            "loadFee" => settings with { LoadFee = value },
            "timeZone" => settings with { TimeZone = value },
            "validityMonths" => settings with { ValidityMonths = int.Parse(value!) },
            "loadFeeBasisPoints" => settings with { LoadFeeBasisPoints = int.Parse(value!) },
            _ => settings with { HoldMinutes = int.Parse(value!) }
        };
        Refused($"422 {field}", await house.Programmes.Set(house.Store, settings, "https://x", default));
        Assert.Null((await house.Programmes.Find(house.Store, default))!.MinLoad);
    }

    [Fact]
    public async Task The_same_secrets_work_in_a_second_process()
    {
        var issued = await house.Issue();
        var second = house.NewProcess();
        Assert.Equal(issued.Card.Id, (await second.GetRequiredService<ICardFinder>().ByToken(house.Store, issued.Token, default))!.Id);
        Value(await second.GetRequiredService<ICardService>().Activate(house.Store, issued.Card.Id, issued.ActivationCode, default));
    }
}
