using System.Text;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>Addresses as wallets read them: LUD-01, bech32 (BIP 173) without a limit of length.</summary>
public static class Lnurl
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>An https address (http only for tests and onion services) as <c>LNURL1…</c>, upper case, which makes the smaller QR code.</summary>
    public static string Encode(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        const string prefix = "lnurl";
        var words = Words(Encoding.UTF8.GetBytes(url));
        List<byte> all = [.. prefix.Select(c => (byte)(c >> 5)), 0, .. prefix.Select(c => (byte)(c & 31)), .. words, 0, 0, 0, 0, 0, 0];
        var check = Polymod(all) ^ 1;
        var text = new StringBuilder(prefix).Append('1');
        foreach (var word in words)
            text.Append(Alphabet[word]);
        for (var i = 5; i >= 0; i--)
            text.Append(Alphabet[(int)(check >> (5 * i)) & 31]);
        return text.ToString().ToUpperInvariant();
    }

    private static List<byte> Words(byte[] bytes)
    {
        var words = new List<byte>(bytes.Length * 8 / 5 + 1);
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8 | b) & 0xfff;
            bits += 8;
            while (bits >= 5)
                words.Add((byte)(buffer >> (bits -= 5) & 31));
        }
        if (bits > 0)
            words.Add((byte)(buffer << (5 - bits) & 31));
        return words;
    }

    private static uint Polymod(List<byte> values)
    {
        var check = 1u;
        foreach (var value in values)
        {
            var top = check >> 25;
            check = (check & 0x1ffffff) << 5 ^ value;
            for (var i = 0; i < 5; i++)
                if ((top >> i & 1) != 0)
                    check ^= Generator[i];
        }
        return check;
    }
}
