namespace NBitcoin;

/// <summary>32 bytes. Written in hexadecimal the last byte comes first, as bitcoin writes hashes, unless made with the other order.</summary>
public class uint256
{
    private readonly byte[] littleEndian;

    public uint256(byte[] vch, bool lendian)
    {
        if (vch.Length != 32)
            throw new FormatException("A uint256 has 32 bytes");
        littleEndian = [.. vch];
        if (!lendian)
            Array.Reverse(littleEndian);
    }

    public static uint256 Parse(string str) => new(Convert.FromHexString(str), false);

    public byte[] ToBytes(bool lendian = true)
    {
        var bytes = littleEndian.ToArray();
        if (!lendian)
            Array.Reverse(bytes);
        return bytes;
    }

    public override bool Equals(object? obj) => obj is uint256 other && littleEndian.AsSpan().SequenceEqual(other.littleEndian);

    public override int GetHashCode() => BitConverter.ToInt32(littleEndian);

    public override string ToString() => Convert.ToHexStringLower(ToBytes(false));
}
