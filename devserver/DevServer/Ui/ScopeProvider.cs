using BTCPayServer;
using BTCPayServer.Abstractions.Contracts;

namespace DevServer.Ui;

/// <summary>The store of the current request.</summary>
public sealed class ScopeProvider(IHttpContextAccessor accessor) : IScopeProvider
{
    public string? GetCurrentStoreId() =>
        accessor.HttpContext is { } http ? http.GetStoreDataOrNull()?.Id ?? http.GetRouteValue("storeId") as string : null;
}
