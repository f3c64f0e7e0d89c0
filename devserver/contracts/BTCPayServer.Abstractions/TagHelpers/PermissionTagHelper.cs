using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BTCPayServer.Abstractions.TagHelpers;

/// <summary>Shows an element only to those who have (or have not) a permission; several are separated by commas.</summary>
[HtmlTargetElement(Attributes = "[permission]")]
[HtmlTargetElement(Attributes = "[not-permission]")]
public class PermissionTagHelper(IAuthorizationService authorizationService, IHttpContextAccessor httpContextAccessor) : TagHelper
{
    public string Permission { get; set; }

    public string NotPermission { get; set; }

    public string PermissionResource { get; set; }

    /// <summary>True: every permission is needed; false: any one of them.</summary>
    public bool AndMode { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (httpContextAccessor.HttpContext is not { } http)
            return;
        var wanted = await Check(http, Permission);
        var unwanted = await Check(http, NotPermission);
        var shown = wanted.Count == 0 || (AndMode ? wanted.TrueForAll(has => has) : wanted.Contains(true));
        if (!shown || unwanted.Contains(true))
            output.SuppressOutput();
    }

    private async Task<List<bool>> Check(HttpContext http, string? permissions)
    {
        var answers = new List<bool>();
        foreach (var permission in permissions?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            answers.Add((await authorizationService.AuthorizeAsync(http.User, PermissionResource, permission)).Succeeded);
        return answers;
    }
}
