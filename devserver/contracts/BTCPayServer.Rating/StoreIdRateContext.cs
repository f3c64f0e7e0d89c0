namespace BTCPayServer.Services.Rates;

public record StoreIdRateContext(string StoreId) : IHasStoreIdRateContext;
