using System.Buffers.Binary;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// The 7-byte UID of a chip. Keys are derived from it and it identifies its bearer's card everywhere, so what is stored is
/// <see cref="IssuerKey.CardId"/> instead.
/// </summary>
public readonly record struct ChipUid
{
    /// <summary>Bytes of a UID.</summary>
    public const int Size = 7;

    // The bytes in their order, as the low 56 bits.
    private readonly ulong _value;

    private ChipUid(ulong value) => _value = value;

    /// <summary>From 7 bytes; throws <see cref="ArgumentException"/> for another length, which is a programming error.</summary>
    public static ChipUid FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"A UID has {Size} bytes.", nameof(bytes));
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        wide[0] = 0;
        bytes.CopyTo(wide[1..]);
        return new(BinaryPrimitives.ReadUInt64BigEndian(wide));
    }

    /// <summary>From exactly 14 hex digits of either case; null otherwise, a 4-byte random UID among it.</summary>
    public static ChipUid? TryParse(string? hex)
    {
        Span<byte> bytes = stackalloc byte[Size];
        return StrictHex.TryParse(hex, bytes) ? FromBytes(bytes) : null;
    }

    /// <summary>A copy of the 7 bytes.</summary>
    public byte[] ToBytes()
    {
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(wide, _value);
        return wide[1..].ToArray();
    }

    /// <summary>14 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
