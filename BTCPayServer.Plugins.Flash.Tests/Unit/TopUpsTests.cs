using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.TopUps;
using CsCheck;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>LNURLs, and money against millisatoshis.</summary>
public sealed class TopUpsTests
{
    // The example of LUD-01.
    [Fact]
    public void An_address_becomes_the_published_LNURL() => Assert.Equal(
        "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS",
        Lnurl.Encode("https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df"));

    [Theory]
    [InlineData(60_000.00, 2, 100, 1_666_667)]
    [InlineData(60_000.00, 2, 1, 16_667)]
    [InlineData(100_000_000, 3, 1_000, 1_000)]
    [InlineData(1, 2, 100, 100_000_000_000)]
    public void The_least_that_pays_an_amount(double rate, int scale, long minor, long msat) =>
        Assert.Equal(msat, new Sats(new Asset("X", scale), (decimal)rate).MsatFor(minor));

    [Fact]
    public void Whoever_keeps_to_the_offer_is_within_the_limits() => Gen.Select(Gen.Long[1, 1_000_000_00], Gen.Int[1, 20_000_000_00], Gen.Int[0, 3]).Sample((minor, cents, decimals) =>
    {
        var asset = new Asset("X", decimals);
        var sats = new Sats(asset, cents / 100m);
        var least = sats.MsatFor(minor);
        if (least < Sats.MsatPerBitcoin)
            Assert.True(sats.Price(least, decimals) >= asset.ToDecimal(minor), $"{minor} at {cents}: {least}");
        var most = sats.MsatWithin(minor);
        Assert.True(sats.Price(most, decimals) <= asset.ToDecimal(minor), $"{minor} at {cents}: {most}");
    });
}
