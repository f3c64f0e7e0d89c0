namespace NBitcoin;

/// <summary>Whole satoshis.</summary>
public class Money(long satoshis)
{
    public long Satoshi { get; } = satoshis;

    public static Money Satoshis(long sats) => new(sats);

    public override bool Equals(object? obj) => obj is Money other && other.Satoshi == Satoshi;

    public override int GetHashCode() => Satoshi.GetHashCode();

    public override string ToString() => $"{Satoshi / 100_000_000m:0.00000000}";
}
