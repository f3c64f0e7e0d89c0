using BTCPayServer.Abstractions.Contracts;
using BTCPayServer.Services.Rates;

namespace DevServer.Hosting;

/// <summary>Fills the table of currencies before anything asks it.</summary>
public sealed class LoadCurrencies(CurrencyNameTable currencies) : IStartupTask
{
    public Task ExecuteAsync(CancellationToken cancellationToken = default) => currencies.ReloadCurrencyData(cancellationToken);
}
