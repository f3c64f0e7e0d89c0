namespace BTCPayServer.Services.Rates;

public interface IHasStoreIdRateContext : IRateContext
{
    string StoreId { get; }
}
