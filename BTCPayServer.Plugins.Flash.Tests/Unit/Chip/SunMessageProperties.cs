using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using CsCheck;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Chip;

/// <summary>The plugin's reading of a tap against an independent chip in software, for any UID, counter, padding and keys.</summary>
public sealed class SunMessageProperties
{
    private static readonly Gen<(byte[] Uid, int Counter, byte[] Padding, byte[] K1, byte[] K2)> Taps =
        Gen.Select(Gen.Byte.Array[7], Gen.Int[0, 0xFFFFFF], Gen.Byte.Array[5], Gen.Byte.Array[16], Gen.Byte.Array[16]);

    [Fact]
    public void WhatAChipSendsIsReadAndVerifies() => Taps.Sample(tap =>
    {
        var (p, c) = Encode(tap);
        var picc = SunMessage.TryDecrypt(p, ChipKey.FromBytes(tap.K1));
        Assert.Equal(new PiccData(ChipUid.FromBytes(tap.Uid), tap.Counter), picc);
        Assert.True(picc!.Verify(c, ChipKey.FromBytes(tap.K2)));
    });

    [Fact]
    public void AnyFlippedBitFails() => Gen.Select(Taps, Gen.Int[0, 191]).Sample((tap, bit) =>
    {
        var (p, c) = Encode(tap);
        var sent = Convert.FromHexString(p + c);
        sent[bit / 8] ^= (byte)(1 << bit % 8);
        Assert.False(Accepts(tap, Convert.ToHexString(sent[..16]), Convert.ToHexString(sent[16..])));
    });

    [Fact]
    public void AnotherKeyFails() => Gen.Select(Taps, Gen.Int[0, 127]).Sample((tap, bit) =>
    {
        var (p, c) = Encode(tap);
        Assert.False(Accepts(tap with { K1 = Flip(tap.K1, bit) }, p, c));
        Assert.False(Accepts(tap with { K2 = Flip(tap.K2, bit) }, p, c));
    });

    [Fact]
    public void NoTextMakesItThrowOrAccept() => Gen.Select(Taps, Gen.OneOf(Gen.String, Gen.String.AlphaNumeric, HexText), Gen.OneOf(Gen.String, HexText))
        .Sample((tap, p, c) =>
        {
            Assert.False(Accepts(tap, p, c));
            var picc = new PiccData(ChipUid.FromBytes(tap.Uid), tap.Counter);
            Assert.False(picc.Verify(c, ChipKey.FromBytes(tap.K2)));
            _ = SunMessage.TryParseUrl(p);
            _ = SunMessage.TryParseUrl($"lnurlw://host/tap?p={p}&c={c}");
        });

    [Fact]
    public void UidTextIsItsBytes() => Gen.Byte.Array[7].Sample(bytes =>
    {
        var uid = ChipUid.FromBytes(bytes);
        Assert.Equal(bytes, uid.ToBytes());
        Assert.Equal(Convert.ToHexStringLower(bytes), uid.ToString());
        Assert.Equal(uid, ChipUid.TryParse(uid.ToString().ToUpperInvariant()));
    });

    // 0 to 40 digits, so that too short, odd, right and too long all come up.
    private static readonly Gen<string> HexText = Gen.Char["0123456789abcdefABCDEF"].Array[0, 40].Select(chars => new string(chars));

    private static bool Accepts((byte[] Uid, int Counter, byte[] Padding, byte[] K1, byte[] K2) tap, string? p, string? c) =>
        SunMessage.TryDecrypt(p, ChipKey.FromBytes(tap.K1))?.Verify(c, ChipKey.FromBytes(tap.K2)) ?? false;

    private static (string P, string C) Encode((byte[] Uid, int Counter, byte[] Padding, byte[] K1, byte[] K2) tap)
    {
        var chip = new SoftwareChip(tap.Uid);
        chip.Program("lnurlw://host/tap", Convert.ToHexString(tap.K1), Convert.ToHexString(tap.K2));
        return chip.Encode(tap.Counter, tap.Padding);
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << bit % 8);
        return flipped;
    }
}
