using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using BTCPayServer.Plugins.Flash.Tills;
using Dapper;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Pairing, tokens, limits and revoking of tills, on the real ledger.</summary>
public sealed class TillsTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Fact]
    public async Task A_code_pairs_one_device_once()
    {
        var made = await Make();
        var paired = Value(await House.Tills.Pair(made.Code, default));
        Assert.Equal(made.Till.Id, paired.Till.Id);
        Assert.NotNull(paired.Till.PairedAt);
        Assert.Equal(new TillIdentity(House.Store, made.Till.Id, "Bar"), await House.Tills.Authenticate(paired.Token, default));
        Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(made.Code, default)).Refusal);
    }

    [Fact]
    public async Task A_code_that_many_use_at_once_pairs_one()
    {
        var made = await Make();
        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => House.Tills.Pair(made.Code, default)));
        Assert.Equal(1, all.Count(r => r.Ok));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_can_be_typed_carelessly(bool spaced)
    {
        var made = await Make();
        var typed = made.Code.ToLowerInvariant().Replace("-", spaced ? " " : "", StringComparison.Ordinal).Replace('0', 'o').Replace('1', 'l');
        Assert.True((await House.Tills.Pair(typed, default)).Ok);
    }

    [Fact]
    public async Task A_code_runs_out()
    {
        var made = await Make();
        House.Time.Advance(made.ExpiresAt - House.Time.GetUtcNow());
        Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(made.Code, default)).Refusal);
    }

    [Fact]
    public async Task A_code_dies_after_five_wrong_tries()
    {
        var made = await Make();
        var wrong = made.Code[..^1] + (made.Code[^1] == 'Z' ? 'Y' : 'Z');
        for (var i = 0; i < 4; i++)
            Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(wrong, default)).Refusal);
        var luckier = await Make();
        Assert.True((await House.Tills.Pair(luckier.Code, default)).Ok);
        Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(wrong, default)).Refusal);
        Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(made.Code, default)).Refusal);
        // A new code brings it back.
        var again = Value(await House.Tills.NewCode(House.Store, made.Till.Id, default));
        Assert.True((await House.Tills.Pair(again.Code, default)).Ok);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000-0000-0000-0000")]
    [InlineData("uuuu-uuuu-uuuu-uuuu")]
    [InlineData("not a code at all, and far too long to be one")]
    [InlineData("🎄🎄🎄🎄🎄🎄🎄🎄")]
    public async Task What_is_no_code_pairs_nothing(string? code)
    {
        await Make();
        Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(code, default)).Refusal);
    }

    [Fact]
    public async Task Another_device_takes_the_first_ones_place()
    {
        var (till, first) = await Paired();
        var code = Value(await House.Tills.NewCode(House.Store, till.Id, default));
        Assert.NotNull(await House.Tills.Authenticate(first, default));
        var second = Value(await House.Tills.Pair(code.Code, default)).Token;
        Assert.Null(await House.Tills.Authenticate(first, default));
        Assert.NotNull(await House.Tills.Authenticate(second, default));
    }

    [Fact]
    public async Task Nothing_secret_is_kept()
    {
        var made = await Make();
        var paired = Value(await House.Tills.Pair(made.Code, default));
        await Make();
        await using var connection = await House.Database.Open();
        var rows = await connection.QueryAsync<string>("select t::text from flash.tills t union all select p::text from flash.till_pairings p");
        var secret = made.Code.Replace("-", "", StringComparison.Ordinal)[4..];
        foreach (var row in rows)
        {
            Assert.DoesNotContain(secret, row, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(paired.Token.Split('.')[1], row, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_changed_or_foreign_token_is_nobodys()
    {
        var (_, token) = await Paired();
        foreach (var wrong in (string[])[token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), token[..^1], token + "A", token.Replace("store1", "store2", StringComparison.Ordinal), "flt_", "flt_store1.", "flt_store1", "", token.ToUpperInvariant()])
            Assert.Null(await House.Tills.Authenticate(wrong, default));
    }

    [Fact]
    public async Task Revoking_holds_at_once_and_in_the_ledger_too()
    {
        var card = await House.Card(1000);
        var (till, token) = await Paired();
        var sale = Value(await Charge(till, card, "1.00"));
        Assert.Equal(till.Id, sale.TillId);
        Assert.NotNull(Value(await House.Tills.Revoke(House.Store, till.Id, default)).RevokedAt);
        Assert.Null(await House.Tills.Authenticate(token, default));
        // A charge that had its token read before the revocation.
        Assert.Equal(ChargeRefusals.TillRevoked, (await Charge(till, card, "1.00")).Refusal);
        Assert.Equal(900, (await House.Account(card)).Available);
        Assert.Equal(TillRefusals.TillRevoked, (await House.Tills.NewCode(House.Store, till.Id, default)).Refusal);
        Assert.True((await House.Tills.Revoke(House.Store, till.Id, default)).Ok);
        Assert.NotNull((await House.Tills.List(House.Store, default)).Single().RevokedAt);
    }

    [Fact]
    public async Task A_code_of_a_revoked_till_pairs_nothing()
    {
        var made = await Make();
        await House.Tills.Revoke(House.Store, made.Till.Id, default);
        Assert.Equal(TillRefusals.CodeInvalid, (await House.Tills.Pair(made.Code, default)).Refusal);
    }

    [Fact]
    public async Task A_tills_limits_hold_over_all_its_cards()
    {
        var (one, two) = (await House.Card(10_000), await House.Card(10_000));
        var (till, _) = await Paired("20.00", "30.00");
        Assert.Equal((2000L, 3000L), (till.ChargeLimit, till.DayLimit));
        Assert.Equal(ChargeRefusals.TillChargeLimit, (await Charge(till, one, "20.01")).Refusal);
        Assert.True((await Charge(till, one, "20.00")).Ok);
        Assert.Equal(ChargeRefusals.TillDayLimit, (await Charge(till, two, "10.01")).Refusal);
        Assert.True((await House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge("api", new CardReference(two), "50.00", true), default)).Ok);
        House.Time.Advance(TimeSpan.FromDays(1));
        Assert.True((await Charge(till, two, "10.01")).Ok);
    }

    [Fact]
    public async Task Many_charges_at_once_keep_within_the_day()
    {
        var cards = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => House.Card(10_000)));
        var (till, _) = await Paired(null, "10.00");
        var all = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Charge(till, cards[i % 10], "0.30")));
        Assert.Equal(33, all.Count(r => r.Ok));
    }

    [Fact]
    public async Task Last_seen_is_told_to_the_minute_and_no_finer()
    {
        var (till, token) = await Paired();
        var first = House.Time.GetUtcNow();
        House.Time.Advance(TimeSpan.FromSeconds(50));
        await House.Tills.Authenticate(token, default);
        Assert.Equal(first, Value(await House.Tills.Find(House.Store, till.Id, default)).LastSeenAt);
        House.Time.Advance(TimeSpan.FromSeconds(20));
        await House.Tills.Authenticate(token, default);
        Assert.Equal(House.Time.GetUtcNow(), Value(await House.Tills.Find(House.Store, till.Id, default)).LastSeenAt);
    }

    [Fact]
    public async Task A_till_belongs_to_one_store()
    {
        var (till, _) = await Paired();
        Assert.Equal(TillRefusals.TillNotFound, (await House.Tills.Find("store2", till.Id, default)).Refusal);
        Assert.Equal(TillRefusals.TillNotFound, (await House.Tills.Revoke("store2", till.Id, default)).Refusal);
        Assert.Equal(TillRefusals.TillNotFound, (await House.Tills.NewCode("store2", till.Id, default)).Refusal);
        Assert.Empty(await House.Tills.List("store2", default));
        Assert.False((await House.Account(till.Id)).Flags.HasFlag(AccountFlags.Frozen));
    }

    [Theory]
    [InlineData("name", " ", null, null)]
    [InlineData("name", null, null, null)]
    [InlineData("name", "a\0", null, null)]
    [InlineData("chargeLimit", "Bar", "0", null)]
    [InlineData("chargeLimit", "Bar", "1.001", null)]
    [InlineData("dayLimit", "Bar", "1.00", "-5")]
    [InlineData("dayLimit", "Bar", null, "NaN")]
    public async Task A_till_is_made_with_sense(string path, string? name, string? chargeLimit, string? dayLimit) =>
        Assert.Equal(path, (await House.Tills.Create(House.Store, name, chargeLimit, dayLimit, default)).Refusal?.Path);

    private Task<Result<Charge>> Charge(Till till, Guid card, string amount) =>
        House.Charges.Authorise(House.Store, ChargeActor.OfTill(till.Id), new AuthoriseCharge(Key(), new CardReference(card), amount, true), default);

    private async Task<TillPairing> Make(string? chargeLimit = null, string? dayLimit = null) =>
        Value(await House.Tills.Create(House.Store, "Bar", chargeLimit, dayLimit, default));

    private async Task<(Till Till, string Token)> Paired(string? chargeLimit = null, string? dayLimit = null)
    {
        var paired = Value(await House.Tills.Pair((await Make(chargeLimit, dayLimit)).Code, default));
        return (paired.Till, paired.Token);
    }
}
