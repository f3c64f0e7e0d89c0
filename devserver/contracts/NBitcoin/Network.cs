namespace NBitcoin;

/// <summary>A chain and its conventions.</summary>
public class Network
{
    private Network(ChainName chain) => ChainName = chain;

    public static Network Main { get; } = new(ChainName.Mainnet);

    public static Network TestNet { get; } = new(ChainName.Testnet);

    public static Network RegTest { get; } = new(ChainName.Regtest);

    public ChainName ChainName { get; }

    public override string ToString() => ChainName.ToString();
}
