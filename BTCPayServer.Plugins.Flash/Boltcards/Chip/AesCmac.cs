using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>AES-128-CMAC (NIST SP 800-38B, RFC 4493), by BouncyCastle, which the server brings.</summary>
internal static class AesCmac
{
    /// <summary>Bytes of a MAC, of a block and of a key.</summary>
    public const int Size = 16;

    /// <summary>The whole MAC of <paramref name="message"/>, 16 bytes.</summary>
    public static byte[] Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        // The engine that uses the processor's AES instructions where there are any: no tables, so no timing by cache.
        var cmac = new CMac(AesUtilities.CreateEngine());
        cmac.Init(new KeyParameter(key));
        cmac.BlockUpdate(message);
        var mac = new byte[Size];
        cmac.DoFinal(mac);
        return mac;
    }

    /// <summary>MACt of AN12196: every second byte, the 8 with odd index, of a whole MAC.</summary>
    public static byte[] Truncate(ReadOnlySpan<byte> mac)
    {
        var truncated = new byte[Size / 2];
        for (var i = 0; i < truncated.Length; i++)
            truncated[i] = mac[2 * i + 1];
        return truncated;
    }
}
