namespace BTCPayServer.Abstractions.Models;

/// <summary>Title of a page and its place in the navigation.</summary>
public class LayoutModel(string menuItemId, string? title = null)
{
    public string? ActiveCategory { get; set; }

    public string MenuItemId { get; set; } = menuItemId;

    public string? Title { get; set; } = title;

    public string? SubMenuItemId { get; set; }

    public static string Map(WellKnownCategories c) => c.CategoryId;

    public LayoutModel SetCategory(WellKnownCategories category) => SetCategory(Map(category));

    public LayoutModel SetCategory(string category)
    {
        ActiveCategory = category;
        return this;
    }
}
