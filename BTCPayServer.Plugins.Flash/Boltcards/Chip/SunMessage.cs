using System.Security.Cryptography;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// The Secure Unique NFC message that an NTAG 424 DNA puts in the URL of each tap (NXP AN12196): <c>p</c>, UID and read counter
/// encrypted with the issuer's key K1, and <c>c</c>, their MAC under the card's key K2.
/// </summary>
public static class SunMessage
{
    private const int BlockSize = 16;
    private const int CounterOffset = 1 + ChipUid.Size;

    // UID mirrored, counter mirrored, UID of 7 bytes. A random UID has 4, so another tag.
    private const byte BoltcardTag = 0xC7;

    private static readonly byte[] ZeroIv = new byte[BlockSize];

    /// <summary>
    /// The tap's claim, or null: not 32 hex digits, not encrypted with this key, or of a chip that is set up in another way. One
    /// answer for all, and never an exception. One in 256 foreign messages decrypts to something, so a claim says
    /// nothing before <see cref="PiccData.Verify"/>: look the card up, verify, and only then touch its counter.
    /// </summary>
    public static PiccData? TryDecrypt(string? p, ChipKey encryptionKey)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        if (!StrictHex.TryParse(p, block))
            return null;
        using var aes = Aes.Create();
        aes.SetKey(encryptionKey.Bytes);
        aes.DecryptCbc(block, ZeroIv, block, PaddingMode.None);
        return block[0] == BoltcardTag
            ? new(ChipUid.FromBytes(block[1..CounterOffset]),
                block[CounterOffset] | block[CounterOffset + 1] << 8 | block[CounterOffset + 2] << 16)
            : null;
    }

    /// <summary>
    /// <c>p</c> and <c>c</c> of a tapped URL (<c>lnurlw://…?p=…&amp;c=…</c>, or the same with https or http), as a programming app sends it;
    /// null when it is no such URL, has one of them twice, or is longer than a chip can hold. The values are not decoded yet.
    /// </summary>
    public static SunParameters? TryParseUrl(string? url)
    {
        if (url is null || url.Length > MaxUrlLength || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("lnurlw" or "https" or "http"))
            return null;
        string? p = null, c = null;
        foreach (var pair in uri.Query.TrimStart('?').Split('&'))
        {
            if (pair.StartsWith("p=", StringComparison.Ordinal))
            {
                if (p is not null)
                    return null;
                p = pair[2..];
            }
            else if (pair.StartsWith("c=", StringComparison.Ordinal))
            {
                if (c is not null)
                    return null;
                c = pair[2..];
            }
        }
        return p is null || c is null ? null : new(p, c);
    }

    // The NDEF file of the chip has 256 bytes.
    private const int MaxUrlLength = 256;
}
