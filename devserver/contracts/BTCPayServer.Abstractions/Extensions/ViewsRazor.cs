using System.Globalization;
using BTCPayServer.Abstractions.Models;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Localization;

namespace BTCPayServer.Abstractions.Extensions;

public static class ViewsRazor
{
    public enum DateDisplayFormat
    {
        Localized,
        Relative
    }

    public static void SetTitle(this ViewDataDictionary viewData, string title) => viewData["Title"] = title;

    public static void SetTitle(this ViewDataDictionary viewData, LocalizedString title) => viewData["Title"] = title.Value;

    public static string? GetTitle(this ViewDataDictionary viewData) => viewData["Title"]?.ToString();

    public static void SetLayoutModel(this ViewDataDictionary viewData, LayoutModel model)
    {
        viewData.SetTitle(model.Title ?? model.MenuItemId);
        viewData["ActivePage"] = model.MenuItemId;
        viewData["ActiveId"] = model.SubMenuItemId;
        viewData["ActiveCategory"] = model.ActiveCategory;
    }

    public static bool IsCategory(this ViewDataDictionary viewData, string category) =>
        string.Equals(viewData["ActiveCategory"]?.ToString(), category, StringComparison.OrdinalIgnoreCase);

    public static bool IsCategory(this ViewDataDictionary viewData, WellKnownCategories category) =>
        viewData.IsCategory(LayoutModel.Map(category));

    public static HtmlString ToBrowserDate(this DateTimeOffset date, DateDisplayFormat format = DateDisplayFormat.Localized)
    {
        var shown = format == DateDisplayFormat.Relative ? date.ToTimeAgo() : date.ToString("g", CultureInfo.InvariantCulture);
        return new HtmlString(string.Create(CultureInfo.InvariantCulture,
            $"<time datetime=\"{date:o}\" data-relative=\"{date.ToTimeAgo()}\" data-initial=\"{(format == DateDisplayFormat.Relative ? "relative" : "localized")}\">{shown}</time>"));
    }

    public static HtmlString ToBrowserDate(this DateTime date, DateDisplayFormat format = DateDisplayFormat.Localized) =>
        new DateTimeOffset(date).ToBrowserDate(format);

    public static string ToTimeAgo(this DateTimeOffset date) => (DateTimeOffset.UtcNow - date).ToTimeAgo();

    public static string ToTimeAgo(this DateTime date) => (DateTimeOffset.UtcNow - date).ToTimeAgo();

    public static string ToTimeAgo(this TimeSpan diff) => diff > TimeSpan.Zero ? $"{diff.TimeString()} ago" : $"in {diff.Negate().TimeString()}";

    public static string TimeString(this TimeSpan timeSpan)
    {
        var (count, unit) = timeSpan switch
        {
            { TotalMinutes: < 1 } => (timeSpan.Seconds, "second"),
            { TotalHours: < 1 } => (timeSpan.Minutes, "minute"),
            { TotalDays: < 1 } => (timeSpan.Hours, "hour"),
            _ => (timeSpan.Days, "day")
        };
        return $"{count} {unit}{(count == 1 ? "" : "s")}";
    }
}
