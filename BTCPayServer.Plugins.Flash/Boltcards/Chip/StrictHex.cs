using System.Buffers;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>Hexadecimal of one exact length and nothing else: no prefix, no blanks, no exception.</summary>
internal static class StrictHex
{
    /// <summary>Fills <paramref name="bytes"/> from exactly twice as many hex digits of either case; false, with nothing usable in it, otherwise.</summary>
    public static bool TryParse(string? hex, Span<byte> bytes) =>
        hex is not null
        && hex.Length == bytes.Length * 2
        && Convert.FromHexString(hex, bytes, out _, out var written) == OperationStatus.Done
        && written == bytes.Length;
}
