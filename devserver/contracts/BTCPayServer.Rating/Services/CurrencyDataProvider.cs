namespace BTCPayServer.Services.Rates;

public interface CurrencyDataProvider
{
    Task<CurrencyData[]> LoadCurrencyData(CancellationToken cancellationToken);
}
