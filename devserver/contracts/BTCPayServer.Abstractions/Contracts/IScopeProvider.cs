namespace BTCPayServer.Abstractions.Contracts;

/// <summary>Tells which store the current request is about.</summary>
public interface IScopeProvider
{
    string? GetCurrentStoreId();
}
