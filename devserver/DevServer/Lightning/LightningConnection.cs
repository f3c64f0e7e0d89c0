using BTCPayServer.Lightning;
using NBitcoin;

namespace DevServer.Lightning;

/// <summary>A store's own connection to the simulated node: <c>type=devserver</c>, or as phoenixd, an LNDhub or Eclair would answer <c>type=devserver;as=phoenixd</c>, <c>…;as=lndhub</c>, <c>…;as=eclair</c>.</summary>
internal sealed class LightningConnection(LightningNode node) : ILightningConnectionStringHandler
{
    public const string ConnectionString = "type=devserver";
    public const string AsPhoenix = "type=devserver;as=phoenixd";

    public const string AsHub = "type=devserver;as=lndhub";
    public const string AsEclair = "type=devserver;as=eclair";

    public ILightningClient? Create(string connectionString, Network network, out string? error)
    {
        error = null;
        return connectionString switch
        {
            ConnectionString => node,
            AsPhoenix => new PhoenixNode(node),
            AsHub => new HubNode(node),
            AsEclair => new EclairNode(node),
            _ => null,
        };
    }
}
