using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Chip;

/// <summary>What is no tap of a Bolt Card, one by one.</summary>
public sealed class SunMessageTests
{
    private const string P = "EF963FF7828658A599F3041510671E88";
    private const string C = "94EED9EE65337086";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("EF")]
    [InlineData("EF963FF7828658A599F3041510671E8")]
    [InlineData("EF963FF7828658A599F3041510671E")]
    [InlineData(P + "8")]
    [InlineData(P + P)]
    [InlineData(" EF963FF7828658A599F3041510671E8")]
    [InlineData("0xEF963FF7828658A599F3041510671E")]
    [InlineData("EF963FF7828658A599F3041510671E8G")]
    [InlineData("EF-963FF7828658A599F3041510671E8")]
    [InlineData("EF963FF7828658A599F3041510671E8\0")]
    [InlineData("ＥF963FF7828658A599F3041510671E88")]
    public void MalformedP(string? p) => Assert.Null(SunMessage.TryDecrypt(p, ChipKey.Blank));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("94EED9EE6533708")]
    [InlineData("94EED9EE653370")]
    [InlineData(C + "86")]
    [InlineData("94EED9EE6533708 ")]
    [InlineData("94EED9EE6533708G")]
    [InlineData("E194C7EE12D9F7EE8A65C8331B704386")]
    [InlineData("0000000000000000")]
    public void MalformedOrWrongC(string? c) => Assert.False(SunMessage.TryDecrypt(P, ChipKey.Blank)!.Verify(c, ChipKey.Blank));

    [Fact]
    public void ADecodedPrefixOfCIsNotEnough()
    {
        // The MAC of this message ends with a zero byte: a text of which only the bytes before it decode must not pass for it.
        var chip = Programmed();
        var counter = Enumerable.Range(0, 0xFFFFFF).First(n => chip.Encode(n, new byte[5]).C.EndsWith("00", StringComparison.Ordinal));
        var (p, c) = chip.Encode(counter, new byte[5]);
        var picc = SunMessage.TryDecrypt(p, ChipKey.Blank)!;
        Assert.True(picc.Verify(c, ChipKey.Blank));
        Assert.False(picc.Verify(c[..14], ChipKey.Blank));
        Assert.False(picc.Verify(c[..14] + "zz", ChipKey.Blank));
    }

    // PICCDataTag: UID mirrored (80), counter mirrored (40), length of the UID.
    [Theory]
    [InlineData(0xC4)]
    [InlineData(0xC0)]
    [InlineData(0x87)]
    [InlineData(0x47)]
    [InlineData(0xCF)]
    [InlineData(0xE7)]
    [InlineData(0x00)]
    public void AChipThatIsSetUpInAnotherWay(byte tag)
    {
        var p = Programmed().EncryptPicc([tag, 0x04, 0xDE, 0x5F, 0x1E, 0xAC, 0xC0, 0x40, 0x3D, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Null(SunMessage.TryDecrypt(p, ChipKey.Blank));
    }

    [Theory]
    [InlineData("lnurlw://host/tap?p=" + P + "&c=" + C)]
    [InlineData("LNURLW://host/tap?p=" + P + "&c=" + C)]
    [InlineData("https://host/tap?shop=1&c=" + C + "&p=" + P)]
    [InlineData("http://127.0.0.1:14142/tap?p=" + P + "&c=" + C + "#x")]
    public void UrlOfATap(string url) => Assert.Equal(new SunParameters(P, C), SunMessage.TryParseUrl(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("p=" + P + "&c=" + C)]
    [InlineData("/tap?p=" + P + "&c=" + C)]
    [InlineData("file:///tap?p=" + P + "&c=" + C)]
    [InlineData("lnurlw://host/tap?p=" + P)]
    [InlineData("lnurlw://host/tap?c=" + C)]
    [InlineData("lnurlw://host/tap#?p=" + P + "&c=" + C)]
    [InlineData("lnurlw://host/tap?P=" + P + "&C=" + C)]
    [InlineData("lnurlw://host/tap?p=" + P + "&c=" + C + "&p=" + P)]
    [InlineData("lnurlw://host/tap?p=" + P + "&c=" + C + "&c=" + C)]
    public void UrlOfNoTap(string? url) => Assert.Null(SunMessage.TryParseUrl(url));

    [Fact]
    public void UrlLongerThanAChipHolds() =>
        Assert.Null(SunMessage.TryParseUrl($"lnurlw://host/{new string('a', 300)}?p={P}&c={C}"));

    [Theory]
    [InlineData("0456789a")]
    [InlineData("04a39493cc868")]
    [InlineData("04a39493cc868000")]
    [InlineData("04:a3:94:93:cc")]
    [InlineData(null)]
    public void NoUid(string? uid) => Assert.Null(ChipUid.TryParse(uid));

    [Fact]
    public void EachTapIsNew()
    {
        var chip = Programmed();
        var first = SunMessage.TryParseUrl(chip.Tap())!;
        var second = SunMessage.TryParseUrl(chip.Tap())!;
        Assert.Equal(1, SunMessage.TryDecrypt(first.P, ChipKey.Blank)!.Counter);
        Assert.Equal(2, SunMessage.TryDecrypt(second.P, ChipKey.Blank)!.Counter);
        Assert.NotEqual(first.C, second.C);
        Assert.False(SunMessage.TryDecrypt(second.P, ChipKey.Blank)!.Verify(first.C, ChipKey.Blank));
    }

    private static SoftwareChip Programmed()
    {
        var chip = new SoftwareChip(Convert.FromHexString("04DE5F1EACC040"));
        chip.Program("lnurlw://host/tap?shop=1", ChipKey.Blank.ToHex(), ChipKey.Blank.ToHex());
        return chip;
    }
}
