namespace BTCPayServer.Services.Rates;

public interface IRateContext;
