using NBitcoin;

namespace BTCPayServer.Lightning;

/// <summary>Makes clients out of connection strings of its kind.</summary>
public interface ILightningConnectionStringHandler
{
    /// <summary>Null with no error: another kind. Null with an error: its kind, but wrong.</summary>
    ILightningClient? Create(string connectionString, Network network, out string? error);
}
