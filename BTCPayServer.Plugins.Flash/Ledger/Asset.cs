using System.Globalization;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>A currency code and its scale: the number of decimals that its minor unit has. USD 2, JMD 2, SATS 3 (millisatoshi), points 0.</summary>
public readonly record struct Asset(string Code, int Scale)
{
    /// <summary>The largest amount and balance: 2^62 minor units.</summary>
    public const long MaxAmount = 1L << 62;

    /// <summary>Minor units as a decimal in the asset's unit.</summary>
    public decimal ToDecimal(long minor)
    {
        var negative = minor < 0;
        var magnitude = (ulong)(negative ? -(Int128)minor : minor);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, negative, (byte)Scale);
    }

    /// <summary>Minor units as the API writes them: a decimal string in the asset's unit with all its decimals; SATS without, when whole.</summary>
    public string Format(long minor)
    {
        var value = ToDecimal(minor);
        return Code == "SATS" && value == decimal.Truncate(value)
            ? decimal.Truncate(value).ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a decimal in the asset's unit; false when it has more decimals than the asset or is beyond <see cref="MaxAmount"/>.</summary>
    public bool TryToMinor(decimal value, out long minor)
    {
        minor = 0;
        decimal scaled;
        try
        {
            scaled = value * Pow10(Scale);
        }
        catch (OverflowException)
        {
            return false;
        }
        if (scaled != decimal.Truncate(scaled) || Math.Abs(scaled) > MaxAmount)
            return false;
        minor = (long)scaled;
        return true;
    }

    /// <summary>Reads the API's decimal string: digits with an optional point and sign, nothing else.</summary>
    public bool TryParse(string? text, out long minor)
    {
        minor = 0;
        return text is { Length: > 0 and <= 40 }
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && TryToMinor(value, out minor);
    }

    private static decimal Pow10(int scale)
    {
        var power = 1m;
        for (var i = 0; i < scale; i++)
            power *= 10;
        return power;
    }
}
