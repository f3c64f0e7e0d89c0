using System.Globalization;

namespace BTCPayServer.Lightning.Codec;

/// <summary>The readable part of a payment request: prefix, then an amount of bitcoin with a multiplier.</summary>
internal static class Bolt11Amount
{
    // Tenths of a millisatoshi, the least that can be written: one pico-bitcoin.
    private static readonly (char Letter, decimal Tenths)[] Multipliers = [('m', 1_000_000_000m), ('u', 1_000_000m), ('n', 1_000m), ('p', 1m)];
    private const decimal BitcoinTenths = 1_000_000_000_000m;

    /// <exception cref="FormatException">Another multiplier, or part of a millisatoshi.</exception>
    public static (string Prefix, long? Msat) Split(string readable)
    {
        var digits = readable.IndexOfAny([.. "0123456789"]);
        if (digits < 0)
            return (readable, null);
        var (amount, unit) = (readable[digits..], BitcoinTenths);
        if (!char.IsAsciiDigit(amount[^1]))
        {
            unit = Multipliers.FirstOrDefault(m => m.Letter == amount[^1]).Tenths;
            amount = amount[..^1];
        }
        if (unit == 0m || !decimal.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new FormatException("The amount cannot be read");
        if (number > long.MaxValue / unit * 10m)
            throw new FormatException("The amount is too large");
        var tenths = number * unit;
        if (tenths % 10m != 0m)
            throw new FormatException("Part of a millisatoshi");
        return (readable[..digits], (long)(tenths / 10m));
    }

    /// <summary>The shortest readable part.</summary>
    public static string Join(string prefix, long? msat)
    {
        if (msat is not { } amount)
            return prefix;
        var tenths = amount * 10m;
        if (tenths % BitcoinTenths == 0m)
            return FormattableString.Invariant($"{prefix}{tenths / BitcoinTenths:0}");
        var (letter, unit) = Multipliers.First(m => tenths % m.Tenths == 0m);
        return FormattableString.Invariant($"{prefix}{tenths / unit:0}{letter}");
    }
}
