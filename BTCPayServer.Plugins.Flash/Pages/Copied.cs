namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>A value that people copy, with the server's own button for it.</summary>
/// <param name="Id">Of the field.</param>
/// <param name="Label">In the user's language.</param>
/// <param name="Value">What is copied.</param>
public sealed record Copied(string Id, string Label, string Value);
