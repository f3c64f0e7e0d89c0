using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace BTCPayServer.Abstractions.TagHelpers;

/// <summary>Makes an element an item of the navigation, active on the page of the same id.</summary>
[HtmlTargetElement(Attributes = "[layout-menu-item]")]
public class LayoutMenuItemTagHelper : TagHelper
{
    [ViewContext]
    public ViewContext ViewContext { get; set; }

    public string LayoutMenuItem { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var active = ViewContext.ViewData["ActivePage"]?.ToString() == LayoutMenuItem;
        output.Attributes.Add("id", $"menu-item-{LayoutMenuItem}");
        output.Attributes.Add("class", active ? "menu-item nav-link active" : "menu-item nav-link");
    }
}
