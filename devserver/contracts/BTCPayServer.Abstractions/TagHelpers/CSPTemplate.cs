using BTCPayServer.Security;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BTCPayServer.Abstractions.TagHelpers;

/// <summary>Allows the inline script that a template marked <c>csp-allow</c> holds.</summary>
[HtmlTargetElement("template", Attributes = "csp-allow")]
public class CSPTemplate(ContentSecurityPolicies csp) : TagHelper
{
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.Attributes.RemoveAll("csp-allow");
        csp.AllowInline((await output.GetChildContentAsync()).GetContent());
    }
}
