namespace BTCPayServer;

/// <summary>An expected failure of the server's own services, with the HTTP status that it means.</summary>
public class BitpayHttpException(int code, string message) : Exception(message)
{
    public int StatusCode { get; set; } = code;
}
