using System.Security.Cryptography;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// An AES-128 key of a chip or an issuer. Compared in constant time; its text form says nothing, so that a record or a log
/// line that holds one does not give it away. <see cref="ToHex"/> is the only way out.
/// </summary>
public sealed class ChipKey : IEquatable<ChipKey>
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 16;

    private readonly byte[] _bytes;

    private ChipKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The key of a chip as it leaves the factory, and after a wipe: zeros.</summary>
    public static ChipKey Blank { get; } = new(new byte[Size]);

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new key from the system's random source.</summary>
    public static ChipKey Generate() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Copies 16 bytes; throws <see cref="ArgumentException"/> for another length, which is a programming error.</summary>
    public static ChipKey FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size ? new(bytes.ToArray()) : throw new ArgumentException($"A key has {Size} bytes.", nameof(bytes));

    /// <summary>From exactly 32 hex digits of either case; null otherwise.</summary>
    public static ChipKey? TryParse(string? hex)
    {
        var bytes = new byte[Size];
        return StrictHex.TryParse(hex, bytes) ? new(bytes) : null;
    }

    /// <summary>A copy of the bytes, to be encrypted and stored.</summary>
    public byte[] ToBytes() => [.. _bytes];

    /// <summary>32 lower-case hex digits: for the programming apps only, never for a log.</summary>
    public string ToHex() => Convert.ToHexStringLower(_bytes);

    /// <inheritdoc/>
    public bool Equals(ChipKey? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChipKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(SHA256.HashData(_bytes));

    /// <summary>Never the key.</summary>
    public override string ToString() => "(key)";

    internal ChipKey Derive(ReadOnlySpan<byte> message) => new(AesCmac.Compute(_bytes, message));
}
