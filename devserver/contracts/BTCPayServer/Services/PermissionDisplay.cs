namespace BTCPayServer.Services;

/// <summary>How a permission is shown to whoever grants it.</summary>
public class PermissionDisplay(string title, string description)
{
    public string Title { get; } = title;

    public string Description { get; } = description;
}
