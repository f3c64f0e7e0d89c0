using BTCPayServer.Plugins.Flash.Boltcards.Chip;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Chip;

/// <summary>The chip against what its makers published: NIST SP 800-38B, NXP AN12196, and the Bolt Card project's documents.</summary>
public sealed class PublishedVectors
{
    // NIST SP 800-38B, examples 1 to 4 for AES-128.
    [Theory]
    [InlineData("", "bb1d6929e95937287fa37d129b756746")]
    [InlineData("6bc1bee22e409f96e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c")]
    [InlineData("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411", "dfa66747de9ae63030ca32611497c827")]
    [InlineData("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710", "51f0bebf7e3b9d92fc49741779363cfe")]
    public void NistCmac(string message, string mac) =>
        Assert.Equal(mac, Hex(AesCmac.Compute(Convert.FromHexString("2b7e151628aed2a6abf7158809cf4f3c"), Convert.FromHexString(message))));

    // AN12196: SDM session MAC key of a personalised key.
    [Fact]
    public void NxpSessionMacKey()
    {
        var picc = new PiccData(ChipUid.TryParse("04C767F2066180")!.Value, 1);
        Assert.Equal("3a3e8110e05311f7a3fcf0d969bf2b48", Hex(picc.SessionMacKey(Key("5ACE7E50AB65D5D51FD5BF5A16B8205B"))));
    }

    // AN12196: encrypted PICCData and SDMMAC of a zero-length input, factory keys.
    [Fact]
    public void NxpSunMessage()
    {
        var picc = SunMessage.TryDecrypt("EF963FF7828658A599F3041510671E88", ChipKey.Blank);
        Assert.NotNull(picc);
        Assert.Equal("04de5f1eacc040", picc.Uid.ToString());
        Assert.Equal(0x3D, picc.Counter);
        Assert.Equal("3fb5f6e3a807a03d5e3570ace393776f", Hex(picc.SessionMacKey(ChipKey.Blank)));
        Assert.True(picc.Verify("94EED9EE65337086", ChipKey.Blank));
        Assert.Equal("94eed9ee65337086", Hex(AesCmac.Truncate(Convert.FromHexString("E194C7EE12D9F7EE8A65C8331B704386"))));
    }

    // AN12196: PICCData of the example that also mirrors file data, whose MAC covers more than a Bolt Card's.
    [Fact]
    public void NxpMessageWithFileData()
    {
        var picc = SunMessage.TryDecrypt("FD91EC264309878BE6345CBE53BADF40", ChipKey.Blank);
        Assert.Equal(new PiccData(ChipUid.TryParse("04958CAA5C5E80")!.Value, 8), picc);
        Assert.Equal("3ed0920e5e6a0320d823d5987feafbb1", Hex(picc!.SessionMacKey(ChipKey.Blank)));
        Assert.False(picc.Verify("ECC1E7F6C6C73BF6", ChipKey.Blank));
    }

    // boltcard/boltcard docs/TEST_VECTORS.md: a real card.
    [Theory]
    [InlineData("4E2E289D945A66BB13377A728884E867", "E19CCB1FED8892CE", 3)]
    [InlineData("00F48C4F8E386DED06BCDC78FA92E2FE", "66B4826EA4C155B4", 5)]
    [InlineData("0DBF3C59B59B0638D60B5842A997D4D1", "CC61660C020B4D96", 7)]
    public void BoltCardTap(string p, string c, int counter)
    {
        var macKey = Key("b45775776cb224c75bcde7ca3704e933");
        foreach (var (pCase, cCase) in new[] { (p, c), (p.ToLowerInvariant(), c.ToLowerInvariant()) })
        {
            var picc = SunMessage.TryDecrypt(pCase, Key("0c3b25d92b38ae443229dd59ad34b85d"));
            Assert.Equal(new PiccData(ChipUid.TryParse("04996c6a926980")!.Value, counter), picc);
            Assert.True(picc!.Verify(cCase, macKey));
            Assert.False((picc with { Counter = counter + 1 }).Verify(cCase, macKey));
        }
    }

    // boltcard/boltcard docs/DETERMINISTIC.md.
    [Fact]
    public void BoltCardKeyDerivation()
    {
        var issuer = new IssuerKey(Key("00000000000000000000000000000001"));
        var uid = ChipUid.TryParse("04a39493cc8680")!.Value;
        var keys = issuer.CardKeys(uid, 1);
        Assert.Equal("a29119fcb48e737d1591d3489557e49b", keys.K0.ToHex());
        Assert.Equal("55da174c9608993dc27bb3f30a4a7314", keys.K1.ToHex());
        Assert.Equal("f4b404be700ab285e333e32348fa3d3b", keys.K2.ToHex());
        Assert.Equal("73610ba4afe45b55319691cb9489142f", keys.K3.ToHex());
        Assert.Equal("addd03e52964369be7f2967736b7bdb5", keys.K4.ToHex());
        Assert.Equal("e07ce1279d980ecb892a81924b67bf18", issuer.CardId(uid));
        Assert.Equal("ebff5a4e6da5ee14cbfe720ae06fbed9", issuer.CardKey(uid, 1).ToHex());
        Assert.Equal(keys.K1, issuer.EncryptionKey);
        Assert.Equal(keys.K2, issuer.MacKey(uid, 1));
        Assert.NotEqual(keys.K2, issuer.MacKey(uid, 2));
        Assert.NotEqual(issuer.MacKey(uid, 1), issuer.MacKey(uid, 0x01000000));
    }

    private static ChipKey Key(string hex) => ChipKey.TryParse(hex)!;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
