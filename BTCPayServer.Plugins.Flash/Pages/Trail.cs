namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>Where a page stands: the pages above it, the uppermost first.</summary>
/// <param name="Above">None for a page that the navigation leads to.</param>
public sealed record Trail(params IReadOnlyList<Crumb> Above);

/// <summary>A page above.</summary>
/// <param name="Text">Its name, in the user's language.</param>
/// <param name="Url">Its address.</param>
public sealed record Crumb(string Text, string? Url);
