using System.Security.Cryptography;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// What a tap says of itself, decrypted from its <c>p</c>. A claim until <see cref="Verify"/> has said true with the card's own
/// key: whoever knows the encryption key, which all cards of an issuer share, can make one.
/// </summary>
/// <param name="Uid">Which chip.</param>
/// <param name="Counter">How often it was read since it was programmed, 0 to 16,777,215; grows with each tap.</param>
public sealed record PiccData(ChipUid Uid, int Counter)
{
    // SV2: label, counter of the derivation, 128 bits (AN12196, session key for SDM file read MAC).
    private static ReadOnlySpan<byte> SessionLabel => [0x3C, 0xC3, 0x00, 0x01, 0x00, 0x80];

    /// <summary>
    /// Whether <paramref name="c"/>, 16 hex digits, is the MAC that the chip with <paramref name="macKey"/> (K2) makes for this
    /// UID and counter; compared in constant time. Anything else, malformed or null too, is false; never throws.
    /// </summary>
    public bool Verify(string? c, ChipKey macKey)
    {
        // Both are always computed: how the answer was reached does not show in the time that it took.
        Span<byte> claimed = stackalloc byte[AesCmac.Size / 2];
        var wellFormed = StrictHex.TryParse(c, claimed);
        return CryptographicOperations.FixedTimeEquals(claimed, Mac(macKey)) & wellFormed;
    }

    /// <summary>The 8 bytes of <c>c</c>: the truncated MAC of nothing under the session key of this UID and counter.</summary>
    internal byte[] Mac(ChipKey macKey) => AesCmac.Truncate(AesCmac.Compute(SessionMacKey(macKey), []));

    /// <summary>KSesSDMFileReadMAC of AN12196.</summary>
    internal byte[] SessionMacKey(ChipKey macKey) =>
        AesCmac.Compute(macKey.Bytes,
            [.. SessionLabel, .. Uid.ToBytes(), (byte)Counter, (byte)(Counter >> 8), (byte)(Counter >> 16)]);
}
