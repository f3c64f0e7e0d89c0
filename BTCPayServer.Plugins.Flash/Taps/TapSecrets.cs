using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>
/// LNURL's <c>k1</c>: what a tap entitles to, one payment within a few minutes, for whoever shows it. It says tap and card, signed for the store (HMAC-SHA-256
/// cut to 128 bits); nothing is kept until it pays, and then the payment's row says that it is used up.
/// </summary>
internal sealed class TapSecrets(StoreSecrets secrets)
{
    /// <summary>Long enough to show a balance, make an invoice and type a PIN.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(3);
    private const int Part = 16;

    /// <summary>The secret of a tap: 96 hexadecimal digits.</summary>
    public async ValueTask<string> Of(TappedCard tap, CancellationToken cancellationToken)
    {
        var secret = new byte[3 * Part];
        tap.TapId.TryWriteBytes(secret, bigEndian: true, out _);
        tap.CardId.TryWriteBytes(secret.AsSpan(Part), bigEndian: true, out _);
        Sign(await Key(tap.StoreId, cancellationToken), tap.StoreId, secret.AsSpan(0, 2 * Part), secret.AsSpan(2 * Part));
        return Convert.ToHexStringLower(secret);
    }

    /// <summary>The tap of a secret; null when the store gave out no such.</summary>
    public async ValueTask<TapRight?> Read(string storeId, string? k1, CancellationToken cancellationToken)
    {
        if (k1 is not { Length: 6 * Part } || !k1.All(char.IsAsciiHexDigit))
            return null;
        var secret = Convert.FromHexString(k1);
        var mac = new byte[Part];
        Sign(await Key(storeId, cancellationToken), storeId, secret.AsSpan(0, 2 * Part), mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, secret.AsSpan(2 * Part)))
            return null;
        // A tap's id is a UUIDv7: it begins with its instant in milliseconds.
        var at = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(secret) >>> 16);
        return new TapRight(new Guid(secret.AsSpan(0, Part), bigEndian: true), new Guid(secret.AsSpan(Part, Part), bigEndian: true), at + Life);
    }

    private ValueTask<byte[]> Key(string storeId, CancellationToken cancellationToken) =>
        secrets.Of(storeId, "taps", "BTCPayServer.Plugins.Flash.Taps", HMACSHA256.HashSizeInBytes, cancellationToken);

    private static void Sign(byte[] key, string storeId, ReadOnlySpan<byte> tap, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, [.. tap, .. Encoding.UTF8.GetBytes(storeId)], whole);
        whole[..mac.Length].CopyTo(mac);
    }
}

/// <summary>What a tap entitles to.</summary>
/// <param name="TapId">The tap, which pays once.</param>
/// <param name="CardId">The card that pays.</param>
/// <param name="Until">Not later than this.</param>
public sealed record TapRight(Guid TapId, Guid CardId, DateTimeOffset Until);
