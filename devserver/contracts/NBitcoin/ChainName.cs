namespace NBitcoin;

/// <summary>Which chain of a currency; the name is compared without case.</summary>
public class ChainName(string chainName)
{
    private readonly string name = chainName;

    public static ChainName Mainnet { get; } = new("Mainnet");

    public static ChainName Testnet { get; } = new("Testnet");

    public static ChainName Regtest { get; } = new("Regtest");

    public static bool operator ==(ChainName? a, ChainName? b) => Equals(a, b);

    public static bool operator !=(ChainName? a, ChainName? b) => !Equals(a, b);

    public override bool Equals(object? obj) => obj is ChainName other && string.Equals(name, other.name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(name);

    public override string ToString() => name;
}
