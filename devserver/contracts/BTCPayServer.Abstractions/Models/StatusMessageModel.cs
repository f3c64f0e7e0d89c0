using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Localization;
using Microsoft.Extensions.Localization;
using Newtonsoft.Json;

namespace BTCPayServer.Abstractions.Models;

/// <summary>A message that the next page shows once.</summary>
public class StatusMessageModel
{
    public string Message { get; set; }

    public string Html { get; set; }

    public StatusSeverity Severity { get; set; }

    public bool AllowDismiss { get; set; } = true;

    [JsonIgnore]
    public LocalizedString LocalizedMessage
    {
        set => Message = value?.Value!;
    }

    [JsonIgnore]
    public LocalizedHtmlString LocalizedHtml
    {
        set
        {
            using var text = new StringWriter();
            value?.WriteTo(text, HtmlEncoder.Default);
            Html = value is null ? null! : text.ToString();
        }
    }

    public string SeverityCSS => ToString(Severity);

    public static string ToString(StatusSeverity severity) =>
        severity == StatusSeverity.Error ? "danger" : severity.ToString().ToLowerInvariant();

    public enum StatusSeverity
    {
        Info,
        Error,
        Success,
        Warning
    }
}
