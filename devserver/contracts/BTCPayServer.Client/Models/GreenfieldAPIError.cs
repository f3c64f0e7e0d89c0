namespace BTCPayServer.Client.Models;

/// <summary>The body of every Greenfield error that is not a validation error.</summary>
public class GreenfieldAPIError
{
    public GreenfieldAPIError()
    {
    }

    public GreenfieldAPIError(string? code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Code = code ?? "generic-error";
        Message = message;
    }

    public string Code { get; set; }

    public string Message { get; set; }
}
