using BTCPayServer.Plugins.Flash.Taps;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

public class TapsPinHashTests
{
    [Fact]
    public void Is_the_argon2id_of_rfc_9106()
    {
        byte[] Bytes(byte value, int count) => [.. Enumerable.Repeat(value, count)];
        var tag = PinHash.Derive(Bytes(1, 32), Bytes(2, 16), Bytes(3, 8), Bytes(4, 12), 32, 3, 4, 32);
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(tag));
    }

    [Fact]
    public async Task Everything_that_goes_in_counts()
    {
        var (salt, pepper, card) = (new byte[16], new byte[32], Guid.NewGuid());
        var hash = await PinHash.Of("1234", salt, pepper, "store", card, default);
        Assert.Equal(hash, await PinHash.Of("1234", salt, pepper, "store", card, default));
        Assert.Equal(32, hash.Length);
        byte[] other = [1, .. new byte[31]];
        Assert.NotEqual(hash, await PinHash.Of("1235", salt, pepper, "store", card, default));
        Assert.NotEqual(hash, await PinHash.Of("1234", other[..16], pepper, "store", card, default));
        Assert.NotEqual(hash, await PinHash.Of("1234", salt, other, "store", card, default));
        Assert.NotEqual(hash, await PinHash.Of("1234", salt, pepper, "store2", card, default));
        Assert.NotEqual(hash, await PinHash.Of("1234", salt, pepper, "store", Guid.NewGuid(), default));
    }

    [Theory]
    [InlineData("lnurlw://pay.example.com/flash/t/0123456789ab?p=AA&c=BB", "0123456789ab", "AA", "BB", null)]
    [InlineData(" https://pay.example.com/btcpay/flash/t/x?c=BB&p=AA ", "x", "AA", "BB", null)]
    [InlineData("https://pay.example.com/flash/t/x?t=fc_1", "x", null, null, "fc_1")]
    [InlineData("https://pay.example.com/flash/t/x", "x", null, null, null)]
    [InlineData("https://pay.example.com/flash/t/x?p&c=%41=1", "x", "", "A=1", null)]
    public void Reads_the_addresses_of_cards(string url, string code, string? p, string? c, string? token) =>
        Assert.Equal(new TapReading(code, p, c, token), TapReading.Read(url));

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("/flash/t/x?p=1&c=2")]
    [InlineData("https://pay.example.com/boltcard?p=1&c=2")]
    public void Reads_no_others(string url) => Assert.Null(TapReading.Read(url));

    [Fact]
    public void The_fee_cap_is_whole_satoshis_and_never_below_the_minimum()
    {
        var settings = new TapSettings { FeeBasisPoints = 100, FeeMinimumMsat = 10_000 };
        Assert.Equal([10_000L, 10_000, 11_000, 21_000], new long[] { 1000, 1_000_000, 1_000_001, 2_000_100 }.Select(settings.FeeCap));
        Assert.Equal(1000, (settings with { FeeBasisPoints = 0, FeeMinimumMsat = 1000 }).FeeCap(long.MaxValue));
        Assert.True((settings with { FeeBasisPoints = 1000 }).FeeCap(long.MaxValue) > 0);
    }
}
