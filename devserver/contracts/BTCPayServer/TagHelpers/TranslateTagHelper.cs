using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace BTCPayServer.TagHelpers;

/// <summary>Translates the text of an element, or the caption of a submit input.</summary>
[HtmlTargetElement(Attributes = "text-translate")]
[HtmlTargetElement(Attributes = "html-translate")]
[HtmlTargetElement("input", Attributes = "[type=submit]")]
public class TranslateTagHelper(IStringLocalizer<TranslateTagHelper> localizer) : TagHelper
{
    public bool TextTranslate { get; set; }

    public bool HtmlTranslate { get; set; }

    public string Value { get; set; }

    /// <inheritdoc />
    public override int Order => -10;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        if (context.TagName == "input")
        {
            if (Value is not null)
                output.Attributes.SetAttribute("value", localizer[Value].Value);
            return;
        }
        if (Value is not null)
            output.Attributes.SetAttribute("value", Value);
        var text = (output.Content.IsModified ? output.Content : await output.GetChildContentAsync()).GetContent().Trim();
        if (HtmlTranslate)
            output.Content.SetHtmlContent(localizer[text].Value);
        else
            output.Content.SetContent(localizer[text].Value);
    }
}
