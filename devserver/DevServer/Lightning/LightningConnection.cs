using BTCPayServer.Lightning;
using NBitcoin;

namespace DevServer.Lightning;

/// <summary>A store's own connection to the simulated node: <c>type=devserver</c>, or as phoenixd would answer <c>type=devserver;as=phoenixd</c>.</summary>
internal sealed class LightningConnection(LightningNode node) : ILightningConnectionStringHandler
{
    public const string ConnectionString = "type=devserver";
    public const string AsPhoenix = "type=devserver;as=phoenixd";

    public ILightningClient? Create(string connectionString, Network network, out string? error)
    {
        error = null;
        return connectionString switch { ConnectionString => node, AsPhoenix => new PhoenixNode(node), _ => null };
    }
}
