namespace BTCPayServer.Components.Breadcrumb;

public record BreadcrumbItem(
    object? Text,
    string? Url = null,
    string? Action = null,
    string? Controller = null,
    object? RouteValues = null,
    bool Active = false,
    string? TestId = null);
