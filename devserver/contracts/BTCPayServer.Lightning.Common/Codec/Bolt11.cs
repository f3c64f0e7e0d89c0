using System.Security.Cryptography;
using System.Text;
using NBitcoin.Secp256k1;

namespace BTCPayServer.Lightning.Codec;

/// <summary>A payment request as BOLT 11 writes it, with its fields in the order in which they stand there.</summary>
internal sealed class Bolt11
{
    public const int PaymentHashTag = 1, FeaturesTag = 5, ExpiryTag = 6, DescriptionTag = 13, SecretTag = 16, PayeeTag = 19, DescriptionHashTag = 23, MinFinalCltvTag = 24;

    // What is understood of features that may be required: onion payload, payment secret, multi-part payments, metadata.
    private static readonly int[] KnownFeatures = [8, 14, 16, 48];

    private const int TimestampWords = 7;
    private const int SignatureWords = 104;
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private readonly byte[] signature;

    private Bolt11(string readable, DateTimeOffset timestamp, IReadOnlyList<Field> fields, byte[] signature)
    {
        (Readable, Timestamp, Fields, this.signature) = (readable, timestamp, fields, signature);
        (Prefix, AmountMsat) = Bolt11Amount.Split(readable);
    }

    /// <summary>A tagged field; its value in words of five bits.</summary>
    public sealed record Field(int Tag, byte[] Words);

    /// <summary>Prefix and amount: <c>lnbc2500u</c>.</summary>
    public string Readable { get; }

    /// <summary>The prefix alone: <c>lnbc</c>.</summary>
    public string Prefix { get; }

    /// <summary>Null when the payer may choose.</summary>
    public long? AmountMsat { get; }

    public DateTimeOffset Timestamp { get; }

    public IReadOnlyList<Field> Fields { get; }

    public byte[]? PaymentHash => Bytes(PaymentHashTag, 52);

    public byte[]? PaymentSecret => Bytes(SecretTag, 52);

    public byte[]? DescriptionHash => Bytes(DescriptionHashTag, 52);

    public byte[]? Payee => Bytes(PayeeTag, 53);

    public string? Description => Find(DescriptionTag) is { } found ? Text(found) : null;

    public DateTimeOffset Expires => Timestamp + TimeSpan.FromSeconds(Find(ExpiryTag) is { } found ? Number(found.Words) : 3600);

    /// <summary>An even feature bit that is not understood: such a request must not be paid.</summary>
    public bool RequiresUnknown => Find(FeaturesTag) is { } found && Enumerable.Range(0, found.Words.Length * 5)
        .Any(bit => bit % 2 == 0 && ((found.Words[^((bit / 5) + 1)] >> (bit % 5)) & 1) == 1 && !KnownFeatures.Contains(bit));

    /// <summary>What is signed: the SHA-256 of the readable part and of everything before the signature.</summary>
    public byte[] Hash => HashOf(Readable, Data);

    private byte[] Data => [.. Words((ulong)Timestamp.ToUnixTimeSeconds(), TimestampWords), .. Fields.SelectMany(Write)];

    /// <exception cref="FormatException">Not a payment request: the message says why. The signature is not looked at.</exception>
    public static Bolt11 Decode(string text)
    {
        if (!Bech32.TryDecode(text, out var readable, out var words))
            throw new FormatException("Not bech32, or a wrong checksum");
        if (words.Length < TimestampWords + SignatureWords)
            throw new FormatException("Too short");
        var data = words[..^SignatureWords];
        var fields = new List<Field>();
        for (var at = TimestampWords; at < data.Length;)
        {
            if (at + 3 > data.Length)
                throw new FormatException("A field is cut off");
            var length = (data[at + 1] << 5) | data[at + 2];
            if (at + 3 + length > data.Length)
                throw new FormatException("A field is cut off");
            fields.Add(new Field(data[at], data[(at + 3)..(at + 3 + length)]));
            at += 3 + length;
        }
        var timestamp = DateTimeOffset.FromUnixTimeSeconds(Number(data[..TimestampWords]));
        return new Bolt11(readable, timestamp, fields, Bech32.ToBytes(words[^SignatureWords..]));
    }

    /// <summary>Signs a payment request. The timestamp is cut to seconds.</summary>
    public static Bolt11 Sign(string readable, DateTimeOffset timestamp, IReadOnlyList<Field> fields, ECPrivKey key)
    {
        var unsigned = new Bolt11(readable, DateTimeOffset.FromUnixTimeSeconds(timestamp.ToUnixTimeSeconds()), fields, []);
        if (!key.TrySignRecoverable(unsigned.Hash, out var made) || made is null)
            throw new CryptographicException("Signing failed");
        var compact = new byte[65];
        made.WriteToSpanCompact(compact.AsSpan(0, 64), out var recovery);
        compact[64] = (byte)recovery;
        return new Bolt11(readable, unsigned.Timestamp, fields, compact);
    }

    /// <summary>The public key that signed, 33 bytes; null when the signature is not valid.</summary>
    public byte[]? Signer()
    {
        if (signature[64] > 3 || !SecpRecoverableECDSASignature.TryCreateFromCompact(signature.AsSpan(0, 64), signature[64], out var recoverable))
            return null;
        if (Payee is { } payee)
        {
            // A named payee must have signed, in the canonical form (low S), which the library insists on.
            return ECPubKey.TryCreate(payee, Context.Instance, out _, out var named) && named.SigVerify(recoverable.ToSignature(), Hash) ? payee : null;
        }
        return ECPubKey.TryRecover(Context.Instance, recoverable, Hash, out var key) ? key.ToBytes() : null;
    }

    /// <summary>As it is sent, in lower case.</summary>
    public string Encode() => Bech32.Encode(Readable, [.. Data, .. Bech32.ToWords(signature)]);

    public static Field OfBytes(int tag, ReadOnlySpan<byte> bytes) => new(tag, Bech32.ToWords(bytes));

    public static Field OfText(int tag, string text) => OfBytes(tag, Encoding.UTF8.GetBytes(text));

    public static Field OfNumber(int tag, ulong number)
    {
        var length = 1;
        while (length < 13 && number >> (5 * length) != 0)
            length++;
        return new Field(tag, Words(number, length));
    }

    private Field? Find(int tag, int? length = null) => Fields.FirstOrDefault(f => f.Tag == tag && (length is null || f.Words.Length == length));

    private byte[]? Bytes(int tag, int length) => Find(tag, length) is { } found ? Bech32.ToBytes(found.Words) : null;

    private static string? Text(Field field)
    {
        try
        {
            return StrictUtf8.GetString(Bech32.ToBytes(field.Words));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static byte[] HashOf(string readable, byte[] data) => System.Security.Cryptography.SHA256.HashData([.. Encoding.ASCII.GetBytes(readable), .. Bech32.ToBytes(data, fill: true)]);

    private static byte[] Write(Field field) => [(byte)field.Tag, (byte)(field.Words.Length >> 5), (byte)(field.Words.Length & 31), .. field.Words];

    private static long Number(ReadOnlySpan<byte> words)
    {
        var number = 0L;
        foreach (var word in words)
            number = number > int.MaxValue ? throw new FormatException("A number is too large") : (number << 5) | word;
        return number;
    }

    private static byte[] Words(ulong number, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((number >> (5 * (length - 1 - i))) & 31))];
}
