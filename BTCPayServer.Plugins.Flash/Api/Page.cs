using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most the asked <c>limit</c>.</param>
/// <param name="Cursor">Opaque; pass it as <c>cursor</c> to get the next page. Null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Cursor);

/// <summary>Limits and cursors of lists.</summary>
public static class Paging
{
    /// <summary>The most items in one page.</summary>
    public const int MaxLimit = 200;

    /// <summary>A cursor from the last item's place.</summary>
    public static string Cursor(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    /// <summary>A cursor from a sequence.</summary>
    public static string Cursor(long seq) => Cursor(seq.ToString(CultureInfo.InvariantCulture));

    /// <summary>The place that a cursor names; null when absent. False when it is none of ours.</summary>
    public static bool TryRead(string? cursor, out string? place)
    {
        place = null;
        if (string.IsNullOrEmpty(cursor))
            return true;
        if (cursor.Length > 200 || !Base64Url.IsValid(cursor))
            return false;
        place = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return !place.Contains('\0', StringComparison.Ordinal) && !place.Contains('�', StringComparison.Ordinal);
    }

    /// <summary>The sequence that a cursor names; null when absent. False when it is none of ours.</summary>
    public static bool TryReadSeq(string? cursor, out long? seq)
    {
        seq = null;
        if (!TryRead(cursor, out var place))
            return false;
        if (place is null)
            return true;
        if (!long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        seq = value;
        return true;
    }

    /// <summary>A limit within 1 to <see cref="MaxLimit"/>; 50 when not asked.</summary>
    public static int Limit(int? limit) => Math.Clamp(limit ?? 50, 1, MaxLimit);
}
