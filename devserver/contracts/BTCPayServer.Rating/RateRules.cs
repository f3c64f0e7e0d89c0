namespace BTCPayServer.Rating;

/// <summary>A store's rate script. The development server knows one script only and does not evaluate it.</summary>
public class RateRules
{
    private readonly string script;

    private RateRules(string script) => this.script = script;

    public decimal Spread { get; set; }

    public static RateRules Parse(string str) => new(str);

    public override string ToString() => script;
}
