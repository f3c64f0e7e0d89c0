using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Components.Breadcrumb;

/// <summary>The heading of a page, from the title of its layout model.</summary>
public class TitleHeader : ViewComponent
{
    public IViewComponentResult Invoke(string? title = null, string? documentationUrl = null) =>
        View(new BreadcrumbViewModel([], title ?? ViewData["Title"], documentationUrl));
}
