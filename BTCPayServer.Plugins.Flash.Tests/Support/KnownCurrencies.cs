using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>The currencies that tests use.</summary>
public sealed class KnownCurrencies : ICurrencies
{
    public Currency? Find(string? code) => code?.ToUpperInvariant() switch
    {
        "USD" => new Currency("USD", 2, 2, "$", "US Dollar"),
        "JMD" => new Currency("JMD", 2, 2, "$", "Jamaican Dollar"),
        "JPY" => new Currency("JPY", 0, 0, "¥", "Yen"),
        "SATS" => new Currency("SATS", 3, 0, "sats", "Satoshis"),
        _ => null
    };

    public string Display(decimal amount, string code) => $"{amount} {code}";
}
