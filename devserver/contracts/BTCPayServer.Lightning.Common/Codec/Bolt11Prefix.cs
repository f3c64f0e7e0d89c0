using NBitcoin;

namespace BTCPayServer.Lightning.Codec;

/// <summary>How payment requests of a network begin.</summary>
internal static class Bolt11Prefix
{
    public static string Of(Network network) => network.ChainName switch
    {
        var chain when chain == ChainName.Mainnet => "lnbc",
        var chain when chain == ChainName.Testnet => "lntb",
        var chain when chain == ChainName.Regtest => "lnbcrt",
        _ => "lntbs",
    };
}
