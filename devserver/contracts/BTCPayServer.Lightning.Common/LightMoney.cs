namespace BTCPayServer.Lightning;

/// <summary>Whole millisatoshis.</summary>
public class LightMoney(long msatoshis) : IEquatable<LightMoney>
{
    public static LightMoney Zero { get; } = new(0);

    public long MilliSatoshi { get; } = msatoshis;

    public static LightMoney MilliSatoshis(long amount) => new(amount);

    public static LightMoney Satoshis(long sats) => new(checked(sats * 1000));

    public virtual bool Equals(LightMoney? other) => other is not null && other.MilliSatoshi == MilliSatoshi;

    public override bool Equals(object? obj) => Equals(obj as LightMoney);

    public override int GetHashCode() => MilliSatoshi.GetHashCode();

    public override string ToString() => $"{MilliSatoshi / 100_000_000_000m:0.00000000###}";
}
