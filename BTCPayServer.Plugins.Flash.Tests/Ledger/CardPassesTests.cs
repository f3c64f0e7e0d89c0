using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Tokens that open a card's page for a while.</summary>
public sealed class CardPassesTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    [Fact]
    public async Task A_pass_opens_the_page_until_its_time_is_over_and_nothing_else()
    {
        var links = House.Get<ICardLinks>();
        var (card, other) = (await House.Card("1.00"), await House.Card("1.00"));
        var pass = await links.Pass(House.Store, card, TimeSpan.FromMinutes(10), default);
        Assert.Equal(48, pass.Length);
        Assert.Equal(card, (await links.Find(pass, CardLinkUse.Holder, default))?.Id);
        Assert.Null(await links.Find(pass, CardLinkUse.TopUp, default));
        Assert.NotEqual(pass, await links.Pass(House.Store, other, TimeSpan.FromMinutes(10), default));
        // Neither a later end nor another card can be written into it, and the link that lasts is no part of it.
        for (var i = 0; i < pass.Length; i++)
            Assert.Null(await links.Find($"{pass[..i]}{(pass[i] == 'A' ? 'B' : 'A')}{pass[(i + 1)..]}", CardLinkUse.Holder, default));
        var lasting = await links.Token(House.Store, card, CardLinkUse.Holder, default);
        Assert.NotEqual(lasting[22..], pass[^21..]);
        House.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await links.Find(pass, CardLinkUse.Holder, default));
        House.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await links.Find(pass, CardLinkUse.Holder, default));
        Assert.Equal(card, (await links.Find(lasting, CardLinkUse.Holder, default))?.Id);
    }

    [Fact]
    public async Task A_pass_opens_no_page_of_a_card_that_is_lost_until_it_is_found()
    {
        var (links, card) = (House.Get<ICardLinks>(), await House.Card("1.00"));
        var pass = await links.Pass(House.Store, card, TimeSpan.FromMinutes(10), default);
        Value(await House.Cards.Freeze(House.Store, card, default));
        Assert.Equal(card, (await links.Find(pass, CardLinkUse.Holder, default))?.Id);
        Value(await ActivatorUtilities.CreateInstance<CardReplacement>(House.First).ReportLost(House.Store, card, null, default));
        Assert.Null(await links.Find(pass, CardLinkUse.Holder, default));
        foreach (var use in Enum.GetValues<CardLinkUse>())
            Assert.Equal(card, (await links.Find(await links.Token(House.Store, card, use, default), use, default))?.Id);
        Value(await House.Get<ICardFates>().Found(House.Store, card, default));
        Assert.Equal(card, (await links.Find(pass, CardLinkUse.Holder, default))?.Id);
    }
}
