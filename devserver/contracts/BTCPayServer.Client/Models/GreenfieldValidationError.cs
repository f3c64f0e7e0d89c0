namespace BTCPayServer.Client.Models;

/// <summary>One entry of the array that a 422 answers.</summary>
public class GreenfieldValidationError
{
    public GreenfieldValidationError()
    {
    }

    public GreenfieldValidationError(string path, string message)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(message);
        Path = path;
        Message = message;
    }

    public string Path { get; set; }

    public string Message { get; set; }
}
