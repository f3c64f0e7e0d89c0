namespace BTCPayServer.Security;

/// <summary>One source of one directive of the Content-Security-Policy.</summary>
public class ConsentSecurityPolicy
{
    public ConsentSecurityPolicy(string name, string value)
    {
        if (value.Contains(';', StringComparison.Ordinal))
            throw new FormatException("A source cannot hold a semicolon");
        Name = name;
        Value = value;
    }

    public string Name { get; }

    public string Value { get; }

    public override bool Equals(object? obj) => obj is ConsentSecurityPolicy other && other.Name == Name && other.Value == Value;

    public override int GetHashCode() => HashCode.Combine(Name, Value);
}
