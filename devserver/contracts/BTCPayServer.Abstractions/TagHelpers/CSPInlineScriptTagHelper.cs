using System.Security.Cryptography;
using BTCPayServer.Security;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BTCPayServer.Abstractions.TagHelpers;

/// <summary>Gives an inline script a nonce, and the nonce to the page's Content-Security-Policy.</summary>
[HtmlTargetElement("script")]
public class CSPInlineScriptTagHelper(ContentSecurityPolicies csp) : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (output.Attributes.ContainsName("src"))
            return;
        if (output.Attributes.TryGetAttribute("type", out var type) && type.Value?.ToString() != "text/javascript")
            return;
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        output.Attributes.SetAttribute("nonce", nonce);
        csp.Add("script-src", $"'nonce-{nonce}'");
    }
}
