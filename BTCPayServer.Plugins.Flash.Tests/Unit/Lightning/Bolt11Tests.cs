using BTCPayServer.Lightning;
using BTCPayServer.Lightning.Codec;
using CsCheck;
using NBitcoin;
using NBitcoin.Secp256k1;
using V = BTCPayServer.Plugins.Flash.Tests.Unit.Lightning.Bolt11Vectors;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Lightning;

/// <summary>The development server's payment requests against the published examples.</summary>
public sealed class Bolt11Tests
{
    public static TheoryData<string, string, long?> Examples => new()
    {
        { V.Donation, "lnbc", null },
        { V.Coffee, "lnbc", 250_000_000 },
        { V.Nonsense, "lnbc", 250_000_000 },
        { V.Hashed, "lnbc", 2_000_000_000 },
        { V.Testnet, "lntb", 2_000_000_000 },
        { V.Routed, "lnbc", 2_000_000_000 },
        { V.FallbackP2sh, "lnbc", 2_000_000_000 },
        { V.FallbackP2wpkh, "lnbc", 2_000_000_000 },
        { V.FallbackP2wsh, "lnbc", 2_000_000_000 },
        { V.FallbackP2tr, "lnbc", 2_000_000_000 },
        { V.Pico, "lnbc", 967_878_534 },
        { V.Features, "lnbc", 2_500_000_000 },
        { V.UpperCase, "lnbc", 2_500_000_000 },
        { V.FieldsToIgnore, "lnbc", 2_500_000_000 },
        { V.Metadata, "lnbc", 1_000_000_000 },
        { V.HighS, "lnbc", null },
    };

    [Theory, MemberData(nameof(Examples))]
    public void Reads_the_examples_and_finds_who_signed(string text, string prefix, long? amountMsat)
    {
        var decoded = Bolt11.Decode(text);
        Assert.Equal((prefix, amountMsat), (decoded.Prefix, decoded.AmountMsat));
        // The high S with the recovery flag of the low one is another key's: it must be found, whoever it is.
        Assert.Equal(text != V.HighS, Convert.ToHexStringLower(decoded.Signer()!) == V.PublicKey);
        Assert.Equal(text.ToLowerInvariant(), decoded.Encode());
        Assert.False(decoded.RequiresUnknown);
        Assert.NotNull(decoded.PaymentSecret);
    }

    // Signatures are deterministic: the same content signed by the same key is the same text.
    [Theory, MemberData(nameof(Examples))]
    public void Signs_the_examples_to_the_letter(string text, string prefix, long? amountMsat)
    {
        Assert.Equal(amountMsat, Bolt11Amount.Split(Bolt11Amount.Join(prefix, amountMsat)).Msat);
        var decoded = Bolt11.Decode(text);
        var key = ECPrivKey.Create(Convert.FromHexString(V.PrivateKey));
        // Signing never gives the high S: it gives the first example, which says the same.
        var signed = text == V.HighS ? V.Donation : text.ToLowerInvariant();
        Assert.Equal(signed, Bolt11.Sign(decoded.Readable, decoded.Timestamp, decoded.Fields, key).Encode());
    }

    [Fact]
    public void Reads_the_fields()
    {
        var coffee = Bolt11.Decode(V.Coffee);
        Assert.Equal(V.PaymentHash, Convert.ToHexStringLower(coffee.PaymentHash!));
        Assert.Equal("1 cup coffee", coffee.Description);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1496314658), coffee.Timestamp);
        Assert.Equal(coffee.Timestamp.AddSeconds(60), coffee.Expires);
        Assert.Equal(new string('1', 64), Convert.ToHexStringLower(coffee.PaymentSecret!));
        Assert.Equal("047e24bf270b25d42a56d57b2578faa3a10684641bab817c2851a871cb41dbc0", Convert.ToHexStringLower(coffee.Hash));
        Assert.Equal("ナンセンス 1杯", Bolt11.Decode(V.Nonsense).Description);
        var hashed = Bolt11.Decode(V.Hashed);
        Assert.Null(hashed.Description);
        Assert.Equal("3925b6f67e2c340036ed12093dd44e0368df1b6ea26c53dbe4811f58fd5db8c1", Convert.ToHexStringLower(hashed.DescriptionHash!));
        Assert.Equal(hashed.Timestamp.AddHours(1), hashed.Expires);
    }

    [Theory]
    [InlineData(V.Checksum)]
    [InlineData(V.NoSeparator)]
    [InlineData(V.MixedCase)]
    [InlineData(V.TooShort)]
    [InlineData(V.Multiplier)]
    [InlineData(V.SubMillisatoshi)]
    public void Does_not_read_what_is_malformed(string text)
    {
        Assert.Throws<FormatException>(() => Bolt11.Decode(text));
        Assert.False(BOLT11PaymentRequest.TryParse(text, out _, Network.Main));
    }

    [Fact]
    public void Knows_what_must_not_be_paid()
    {
        Assert.Null(Bolt11.Decode(V.NotRecoverable).Signer());
        Assert.Null(Bolt11.Decode(V.HighSWithPayee).Signer());
        Assert.True(Bolt11.Decode(V.UnknownFeature).RequiresUnknown);
        Assert.Null(Bolt11.Decode(V.NoSecret).PaymentSecret);
    }

    [Fact]
    public void One_wrong_letter_is_always_noticed() =>
        Gen.Select(Gen.Int[10, V.Coffee.Length - 1], Gen.Char["qpzry9x8gf2tvdw0s3jn54khce6mua7l"]).Sample((at, letter) =>
        {
            if (V.Coffee[at] != letter)
                Assert.Throws<FormatException>(() => Bolt11.Decode(V.Coffee[..at] + letter + V.Coffee[(at + 1)..]));
        });

    [Fact]
    public void Any_amount_comes_back() =>
        Gen.Long[1, 2_100_000_000_000_000_000].Sample(msat => Assert.Equal(msat, Bolt11Amount.Split(Bolt11Amount.Join("lnbcrt", msat)).Msat));
}
