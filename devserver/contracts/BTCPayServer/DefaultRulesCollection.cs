using BTCPayServer.Rating;

namespace BTCPayServer;

/// <summary>The server's own rate rules, under those of a store.</summary>
public class DefaultRulesCollection
{
    public RateRules Consolidated { get; } = RateRules.Parse("X_X = devserver(X_X);");
}
