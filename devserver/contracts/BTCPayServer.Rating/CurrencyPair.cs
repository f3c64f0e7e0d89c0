using System.Diagnostics.CodeAnalysis;

namespace BTCPayServer.Rating;

/// <summary>What one unit of the left currency is worth in the right one.</summary>
public class CurrencyPair
{
    public CurrencyPair(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        Left = left.ToUpperInvariant();
        Right = right.ToUpperInvariant();
    }

    public string Left { get; }

    public string Right { get; }

    public static CurrencyPair Parse(string str) => TryParse(str, out var pair) ? pair : throw new FormatException("Invalid currency pair");

    public static bool TryParse(string str, [NotNullWhen(true)] out CurrencyPair? value)
    {
        var parts = str?.Split('_', StringSplitOptions.TrimEntries) ?? [];
        value = parts is [{ Length: > 0 } left, { Length: > 0 } right] ? new CurrencyPair(left, right) : null;
        return value is not null;
    }

    public CurrencyPair Inverse() => new(Right, Left);

    public override bool Equals(object? obj) => obj is CurrencyPair other && other.Left == Left && other.Right == Right;

    public override int GetHashCode() => HashCode.Combine(Left, Right);

    public override string ToString() => $"{Left}_{Right}";
}
