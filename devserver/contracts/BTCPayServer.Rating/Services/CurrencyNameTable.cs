using System.Globalization;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Services.Rates;

/// <summary>Every currency that the server knows; empty until loaded.</summary>
public class CurrencyNameTable(IEnumerable<CurrencyDataProvider> currencyDataProviders, ILogger<CurrencyNameTable> logger)
{
    private Dictionary<string, CurrencyData> currencies = [];

    public IEnumerable<CurrencyData> Currencies => currencies.Values;

    public async Task ReloadCurrencyData(CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<string, CurrencyData>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in currencyDataProviders)
        {
            try
            {
                foreach (var currency in await provider.LoadCurrencyData(cancellationToken))
                    loaded.TryAdd(currency.Code, currency);
            }
            catch (Exception ex) when (ex is not OperationCanceledException)
            {
                logger.LogWarning(ex, "Currencies of {Provider} could not be loaded", provider.GetType().FullName);
            }
        }
        currencies = loaded;
    }

    /// <summary>The currency of that code; for an unknown one null, or a stand-in with two digits when asked for.</summary>
    public CurrencyData? GetCurrencyData(string currency, bool useFallback)
    {
        ArgumentNullException.ThrowIfNull(currency);
        if (currencies.TryGetValue(currency, out var known))
            return known;
        return useFallback ? new CurrencyData { Code = currency, Name = currency, Divisibility = 2, Crypto = true } : null;
    }

    public NumberFormatInfo? GetNumberFormatInfo(string currency, bool useFallback) =>
        GetCurrencyData(currency, useFallback) is { } data ? Format(data) : null;

    public NumberFormatInfo? GetNumberFormatInfo(string currency) => GetNumberFormatInfo(currency, false);

    public NumberFormatInfo GetNumberFormatInfoOrDefault(string currency) => GetNumberFormatInfo(currency, true)!;

    private static NumberFormatInfo Format(CurrencyData data) => new()
    {
        CurrencyDecimalDigits = data.Divisibility,
        CurrencySymbol = data.Symbol ?? data.Code,
        CurrencyPositivePattern = data.Crypto ? 3 : 0,
        CurrencyNegativePattern = data.Crypto ? 8 : 1
    };
}
