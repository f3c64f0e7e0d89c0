namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>An input for an amount of money, or for another short number with a unit.</summary>
/// <param name="Name">Of the form's field.</param>
/// <param name="Label">In the user's language.</param>
/// <param name="Value">What stands in it.</param>
/// <param name="Unit">The currency code, or %.</param>
/// <param name="Help">What it means, in the user's language.</param>
public sealed record MoneyField(string Name, string Label, string? Value, string? Unit, string? Help = null)
{
    /// <summary>Shown while it is empty.</summary>
    public string? Placeholder { get; init; }
    /// <summary>Whether the browser insists on it.</summary>
    public bool Required { get; init; }
    /// <summary>Whether it has the focus when the page opens.</summary>
    public bool Focus { get; init; }
    /// <summary>More classes.</summary>
    public string? Class { get; init; }
}
