using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A store's settings, and what they do to the cards that are there.</summary>
public sealed class ProgrammesTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task The_programmes_limits_hold_for_cards_without_their_own()
    {
        await House.Programme(new ProgrammeSettings { Asset = "USD", ChargeLimit = "10", DayLimit = "20" });
        var shared = await House.Card("100");
        var own = await House.Card("100");
        Value(await House.Cards.Update(House.Store, own, new CardUpdate(Limits: Change<CardLimits>.To(new CardLimits("50", null))), default));
        await House.Programme(new ProgrammeSettings { Asset = "USD", ChargeLimit = "5", DayLimit = "8" });
        Assert.Equal((500L, 800L), ((await House.Find(shared)).Account.ChargeLimit, (await House.Find(shared)).Account.PeriodLimit));
        Assert.Equal((5000L, null), ((await House.Find(own)).Account.ChargeLimit, (await House.Find(own)).Account.PeriodLimit));
        Assert.Equal(LedgerRefusal.ChargeLimit, Assert.IsType<Refused>(await House.Spend(shared, 501)).Reason);
        Assert.IsType<Written>(await House.Spend(shared, 500));
        Assert.Equal(LedgerRefusal.PeriodLimit, Assert.IsType<Refused>(await House.Spend(shared, 301)).Reason);
        Assert.IsType<Written>(await House.Spend(own, 5000));
        var back = Value(await House.Cards.Update(House.Store, own, new CardUpdate(Limits: Change<CardLimits>.To(null)), default));
        Assert.Equal((500L, 800L, false), (back.Account.ChargeLimit, back.Account.PeriodLimit, back.OwnLimits));
        Refused("422 limits.day", await House.Cards.Update(House.Store, own, new CardUpdate(Limits: Change<CardLimits>.To(new CardLimits(null, "-1"))), default));
    }

    [Fact]
    public async Task Cards_issued_while_limits_change_have_the_limits_that_stand_afterwards()
    {
        var issues = Enumerable.Range(0, 40).Select(_ => House.Issue()).ToList();
        var changes = Enumerable.Range(1, 10).Select(i => House.Programme(new ProgrammeSettings { Asset = "USD", ChargeLimit = $"{i}" })).ToList();
        await Task.WhenAll(issues);
        await Task.WhenAll(changes);
        var limit = (await House.Programmes.Find(House.Store, default))!.ChargeLimit;
        var cards = Value(await House.Cards.Search(House.Store, new CardSearch(), null, 200, default)).Items;
        Assert.All(cards, card => Assert.Equal(limit, card.Account.ChargeLimit));
    }

    [Fact]
    public async Task The_asset_stays_once_there_are_cards()
    {
        await House.Programme(new ProgrammeSettings { Asset = "sats" });
        Assert.Equal(new Asset("SATS", 3), (await House.Programmes.Find(House.Store, default))!.Asset);
        await House.Issue();
        Refused("asset-in-use", await House.Programmes.Set(House.Store, new ProgrammeSettings { Asset = "USD" }, "https://x", default));
        await House.Programme(new ProgrammeSettings { Asset = "SATS", MinLoad = "100" });
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
        Refused($"422 {field}", await House.Programmes.Set(House.Store, settings, "https://x", default));
        Assert.Null((await House.Programmes.Find(House.Store, default))!.MinLoad);
    }
}
