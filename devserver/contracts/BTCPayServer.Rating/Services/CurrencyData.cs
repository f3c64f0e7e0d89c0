namespace BTCPayServer.Services.Rates;

public class CurrencyData
{
    public string Name { get; set; }

    public string Code { get; set; }

    /// <summary>Digits after the decimal point.</summary>
    public int Divisibility { get; set; }

    public string Symbol { get; set; }

    public bool Crypto { get; set; }
}
