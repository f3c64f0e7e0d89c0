namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>An input for a line of text.</summary>
/// <param name="Name">Of the form's field.</param>
/// <param name="Label">In the user's language.</param>
/// <param name="Value">What stands in it.</param>
/// <param name="MaxLength">Characters.</param>
/// <param name="Help">What it means, in the user's language.</param>
public sealed record TextField(string Name, string Label, string? Value, int MaxLength, string? Help = null)
{
    /// <summary>Whether the label says that it may stay empty.</summary>
    public bool Optional { get; init; }
    /// <summary>Whether the browser insists on it.</summary>
    public bool Required { get; init; }
    /// <summary>Whether it has the focus when the page opens.</summary>
    public bool Focus { get; init; }
    /// <summary>Digits that nobody else should read: a PIN.</summary>
    public bool Secret { get; init; }
}
