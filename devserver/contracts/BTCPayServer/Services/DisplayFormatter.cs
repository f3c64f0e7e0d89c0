using System.Globalization;
using BTCPayServer.Services.Rates;

namespace BTCPayServer.Services;

public class DisplayFormatter(CurrencyNameTable currencyNameTable)
{
    public enum CurrencyFormat
    {
        Code,
        Symbol,
        CodeAndSymbol,
        None,
    }

    /// <summary>The amount with the currency's own decimals, or more where it would otherwise be off by a hundredth.</summary>
    public string Currency(decimal value, string currency, CurrencyFormat format = CurrencyFormat.Code, int? divisibility = null)
    {
        var number = (NumberFormatInfo)currencyNameTable.GetNumberFormatInfo(currency, true)!.Clone();
        var digits = divisibility ?? number.CurrencyDecimalDigits;
        while (value != 0m && Math.Abs(decimal.Round(value, digits, MidpointRounding.AwayFromZero) - value) >= Math.Abs(value) * 0.01m)
            digits++;
        number.CurrencyDecimalDigits = digits;
        var text = decimal.Round(value, digits, MidpointRounding.AwayFromZero).ToString("C", number);
        var bare = text.Replace(number.CurrencySymbol, "", StringComparison.Ordinal).Trim();
        return format switch
        {
            CurrencyFormat.None => bare,
            CurrencyFormat.Symbol when currency != "BTC" => text,
            CurrencyFormat.CodeAndSymbol => $"{text} ({currency})",
            _ => $"{bare} {currency}",
        };
    }
}
