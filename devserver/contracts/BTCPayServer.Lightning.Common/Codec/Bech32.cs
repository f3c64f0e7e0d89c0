using System.Diagnostics.CodeAnalysis;

namespace BTCPayServer.Lightning.Codec;

/// <summary>Bech32 as BOLT 11 uses it: of any length. A word is five bits.</summary>
internal static class Bech32
{
    private const string Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    public static string Encode(string prefix, ReadOnlySpan<byte> words)
    {
        var checksum = Checksum(prefix, [.. words, .. new byte[ChecksumLength]]) ^ 1;
        var text = new List<char>(prefix) { '1' };
        foreach (var word in words)
            text.Add(Letters[word]);
        for (var i = 0; i < ChecksumLength; i++)
            text.Add(Letters[(int)((checksum >> (5 * (ChecksumLength - 1 - i))) & 31)]);
        return new string([.. text]);
    }

    /// <summary>False for another alphabet, mixed case or a wrong checksum. The prefix comes back in lower case.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out string? prefix, [NotNullWhen(true)] out byte[]? words)
    {
        (prefix, words) = (null, null);
        var lower = text.ToLowerInvariant();
        if (text != lower && text != text.ToUpperInvariant())
            return false;
        var separator = lower.LastIndexOf('1');
        if (separator < 1 || lower.Length - separator - 1 < ChecksumLength || lower.Any(c => c is < '!' or > '~'))
            return false;
        var all = lower[(separator + 1)..].Select(c => Letters.IndexOf(c, StringComparison.Ordinal)).ToArray();
        if (all.Contains(-1))
            return false;
        var data = all.Select(w => (byte)w).ToArray();
        if (Checksum(lower[..separator], data) != 1)
            return false;
        (prefix, words) = (lower[..separator], data[..^ChecksumLength]);
        return true;
    }

    /// <summary>Bytes as words, the last one filled up with zeroes.</summary>
    public static byte[] ToWords(ReadOnlySpan<byte> bytes) => Regroup(bytes, 8, 5, fill: true);

    /// <summary>Words as bytes: whole ones only, or the last one filled up with zeroes.</summary>
    public static byte[] ToBytes(ReadOnlySpan<byte> words, bool fill = false) => Regroup(words, 5, 8, fill);

    private static byte[] Regroup(ReadOnlySpan<byte> from, int fromBits, int toBits, bool fill)
    {
        var to = new List<byte>();
        var (value, bits) = (0, 0);
        foreach (var part in from)
        {
            value = ((value << fromBits) | part) & 0xfff;
            bits += fromBits;
            while (bits >= toBits)
            {
                bits -= toBits;
                to.Add((byte)((value >> bits) & ((1 << toBits) - 1)));
            }
        }
        if (fill && bits > 0)
            to.Add((byte)((value << (toBits - bits)) & ((1 << toBits) - 1)));
        return [.. to];
    }

    private static uint Checksum(string prefix, ReadOnlySpan<byte> words)
    {
        var sum = 1u;
        foreach (var c in prefix)
            sum = Step(sum, (uint)c >> 5);
        sum = Step(sum, 0);
        foreach (var c in prefix)
            sum = Step(sum, (uint)c & 31);
        foreach (var word in words)
            sum = Step(sum, word);
        return sum;
    }

    private static uint Step(uint sum, uint word)
    {
        var top = sum >> 25;
        sum = ((sum & 0x1ffffff) << 5) ^ word;
        for (var i = 0; i < Generator.Length; i++)
        {
            if (((top >> i) & 1) == 1)
                sum ^= Generator[i];
        }
        return sum;
    }
}
