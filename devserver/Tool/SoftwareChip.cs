using System.Buffers.Binary;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Flash.Tool;

/// <summary>
/// An NTAG 424 DNA in software: takes a base URL and keys as a programming app would write them and answers every tap with a
/// fresh signed URL, as NXP's AN12196 describes it. Shares no code with the plugin, so that it can disagree with it.
/// </summary>
internal sealed class SoftwareChip(byte[] uid)
{
    private const string BlankKey = "00000000000000000000000000000000";
    private string _baseUrl = "";
    private byte[] _encryptionKey = Convert.FromHexString(BlankKey);
    private byte[] _macKey = Convert.FromHexString(BlankKey);

    /// <summary>A chip with a UID of its own; NXP's begin with 04.</summary>
    public static SoftwareChip Blank() => new([0x04, .. RandomNumberGenerator.GetBytes(6)]);

    /// <summary>14 lower-case hex digits.</summary>
    public string Uid => Convert.ToHexStringLower(uid);

    /// <summary>How often it was tapped since it was programmed.</summary>
    public int Counter { get; private set; }

    /// <summary>Writes URL and keys (32 hex digits each); the chip's counter starts again.</summary>
    public void Program(string lnurlwBase, string k1, string k2)
    {
        _baseUrl = lnurlwBase;
        _encryptionKey = Convert.FromHexString(k1);
        _macKey = Convert.FromHexString(k2);
        Counter = 0;
    }

    /// <summary>Factory keys, no URL.</summary>
    public void Wipe() => Program("", BlankKey, BlankKey);

    /// <summary>The URL of one more tap.</summary>
    public string Tap()
    {
        Counter++;
        var (p, c) = Encode(Counter, RandomNumberGenerator.GetBytes(5));
        return $"{_baseUrl}{(_baseUrl.Contains('?') ? '&' : '?')}p={p}&c={c}";
    }

    /// <summary>The two values for a counter (0 to 16,777,215) of choice, upper-case as the chip writes them; <paramref name="padding"/>: 5 bytes.</summary>
    public (string P, string C) Encode(int counter, byte[] padding)
    {
        var ctr = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(ctr, counter);
        byte[] plain = [0xC7, .. uid, .. ctr[..3], .. padding];
        return (EncryptPicc(plain), Convert.ToHexString(Sign(ctr[..3])));
    }

    /// <summary>The first value for any 16 bytes of content, also such as no Bolt Card sends.</summary>
    public string EncryptPicc(byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = _encryptionKey;
        return Convert.ToHexString(aes.EncryptCbc(plain, new byte[16], PaddingMode.None));
    }

    private byte[] Sign(byte[] counter)
    {
        var session = Cmac(_macKey, [0x3C, 0xC3, 0x00, 0x01, 0x00, 0x80, .. uid, .. counter]);
        return [.. Cmac(session, []).Where((_, i) => i % 2 == 1)];
    }

    private static byte[] Cmac(byte[] key, byte[] message)
    {
        var cmac = new CMac(AesUtilities.CreateEngine());
        cmac.Init(new KeyParameter(key));
        cmac.BlockUpdate(message, 0, message.Length);
        var mac = new byte[cmac.GetMacSize()];
        cmac.DoFinal(mac, 0);
        return mac;
    }
}
