using BTCPayServer.Services;
using BTCPayServer.Services.Rates;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The server's currency table as assets.</summary>
internal sealed class Currencies(CurrencyNameTable table, DisplayFormatter formatter) : ICurrencies
{
    private const string Satoshi = "SATS";
    private const int MillisatoshiScale = 3;

    public Currency? Find(string? code)
    {
        if (string.IsNullOrWhiteSpace(code) || table.GetCurrencyData(code.Trim().ToUpperInvariant(), useFallback: false) is not { } data)
            return null;
        var upper = data.Code.ToUpperInvariant();
        return new Currency(upper, upper is Satoshi ? MillisatoshiScale : data.Divisibility, data.Divisibility, data.Symbol, data.Name);
    }

    public string Display(decimal amount, string code) =>
        Find(code) is { } currency
            ? formatter.Currency(amount, currency.Code, DisplayFormatter.CurrencyFormat.Code, null)
            : $"{amount.ToString(System.Globalization.CultureInfo.InvariantCulture)} {code}";
}
