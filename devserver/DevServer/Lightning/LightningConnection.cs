using BTCPayServer.Lightning;
using NBitcoin;

namespace DevServer.Lightning;

/// <summary>A store's own connection to the simulated node: <c>type=devserver</c>.</summary>
internal sealed class LightningConnection(LightningNode node) : ILightningConnectionStringHandler
{
    public const string ConnectionString = "type=devserver";

    public ILightningClient? Create(string connectionString, Network network, out string? error)
    {
        error = null;
        return connectionString == ConnectionString ? node : null;
    }
}
