using BTCPayServer.Security;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BTCPayServer.Abstractions.TagHelpers;

/// <summary>Allows the inline event handlers that a server-rendered element carries.</summary>
[HtmlTargetElement(Attributes = "onclick")]
[HtmlTargetElement(Attributes = "onkeypress")]
[HtmlTargetElement(Attributes = "onchange")]
[HtmlTargetElement(Attributes = "onsubmit")]
public class CSPEventTagHelper(ContentSecurityPolicies csp) : TagHelper
{
    public const string EventNames = "onclick,onkeypress,onchange,onsubmit";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        foreach (var name in EventNames.Split(','))
        {
            if (output.Attributes.TryGetAttribute(name, out var handler) && handler.Value?.ToString() is { } script)
                csp.AllowUnsafeHashes(script);
        }
    }
}
