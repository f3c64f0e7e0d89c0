namespace BTCPayServer.Abstractions.Contracts;

/// <summary>A partial view that is shown at a named place of the server's pages.</summary>
public interface IUIExtension
{
    string Partial { get; }

    string Location { get; }
}
