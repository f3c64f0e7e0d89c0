using System.Globalization;
using System.Security.Cryptography;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>
/// 16-digit card numbers with a Luhn check digit. They begin with 9910: of numbers that begin with 9 (ISO/IEC 7812) the next three digits are
/// the country that assigns them, and 900 to 999 are given to no country (ISO 3166-1), so that no payment card can have such a number.
/// </summary>
public static class CardNumber
{
    /// <summary>How every number begins.</summary>
    public const string Prefix = "9910";

    /// <summary>Digits of a number.</summary>
    public const int Length = 16;

    /// <summary>A random one of 10^11.</summary>
    public static string Generate()
    {
        var payload = Prefix + (RandomNumberGenerator.GetInt32(100_000) * 1_000_000L + RandomNumberGenerator.GetInt32(1_000_000)).ToString("D11", CultureInfo.InvariantCulture);
        return payload + CheckDigit(payload);
    }

    /// <summary>The 16 digits of a number that was typed with spaces or hyphens; null when it cannot be a number of ours.</summary>
    public static string? Normalise(string? text)
    {
        if (text is null || text.Length > 40)
            return null;
        var digits = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return digits.Length == Length && digits.All(char.IsAsciiDigit) && CheckDigit(digits.AsSpan(0, Length - 1)) == digits[^1] ? digits : null;
    }

    /// <summary>As it is printed: four groups of four.</summary>
    public static string Print(string number) => string.Join(' ', number.Chunk(4).Select(group => new string(group)));

    /// <summary>The Luhn digit that completes these digits.</summary>
    internal static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            // From the right every second digit is doubled, beginning beside the check digit.
            if (i % 2 == 0)
                digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return (char)('0' + (10 - sum % 10) % 10);
    }
}
