using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BTCPayServer.Abstractions.TagHelpers;

/// <summary>Disables a form or control for those who lack a permission.</summary>
[HtmlTargetElement("form", Attributes = "[permissioned]")]
[HtmlTargetElement("div", Attributes = "[permissioned]")]
[HtmlTargetElement("button", Attributes = "[permissioned]")]
[HtmlTargetElement("input", Attributes = "[permissioned]")]
public class PermissionedFormTagHelper(IAuthorizationService authorizationService, IHttpContextAccessor httpContextAccessor) : TagHelper
{
    public string Permissioned { get; set; }

    public string PermissionResource { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (httpContextAccessor.HttpContext is not { } http || string.IsNullOrEmpty(Permissioned))
            return;
        if ((await authorizationService.AuthorizeAsync(http.User, PermissionResource, Permissioned)).Succeeded)
            return;
        if (context.TagName is "input" or "button")
        {
            output.Attributes.SetAttribute("disabled", "disabled");
            return;
        }
        output.PreContent.AppendHtml("<fieldset disabled>");
        output.PostContent.AppendHtml("</fieldset>");
    }
}
