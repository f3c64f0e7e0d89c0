namespace BTCPayServer.Components.Breadcrumb;

public record BreadcrumbViewModel(IReadOnlyList<BreadcrumbItem> Items, object? Title, string? DocumentationUrl);
