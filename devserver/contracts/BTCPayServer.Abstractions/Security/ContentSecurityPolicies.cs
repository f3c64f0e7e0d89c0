using System.Security.Cryptography;
using System.Text;

namespace BTCPayServer.Security;

/// <summary>Gathers what one page needs beyond the server's own Content-Security-Policy.</summary>
public class ContentSecurityPolicies
{
    private readonly List<ConsentSecurityPolicy> rules = [];

    public IEnumerable<ConsentSecurityPolicy> Rules => rules;

    public bool HasRules => rules.Count != 0;

    public void Add(string name, string value) => Add(new ConsentSecurityPolicy(name, value));

    public void Add(ConsentSecurityPolicy policy)
    {
        if (!rules.Contains(policy))
            rules.Add(policy);
    }

    /// <summary>Allows one inline event handler by the hash of its text.</summary>
    public void AllowUnsafeHashes(string? script = null)
    {
        Add("script-src", "'unsafe-hashes'");
        if (script is not null)
            AllowInline(script);
    }

    /// <summary>Allows one inline script by the hash of its text.</summary>
    public void AllowInline(string script) =>
        Add("script-src", $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.ReplaceLineEndings("\n"))))}'");

    public void UnsafeEval() => Add("script-src", "'unsafe-eval'");

    public override string ToString() =>
        string.Join(';', rules.GroupBy(r => r.Name).Select(g => $"{g.Key} {string.Join(' ', g.Select(r => r.Value))}"));
}
