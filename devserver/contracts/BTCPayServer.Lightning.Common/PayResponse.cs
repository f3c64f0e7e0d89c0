namespace BTCPayServer.Lightning;

/// <summary>A node's answer to a payment. An invoice that was paid before is <see cref="PayResult.Ok"/> without details.</summary>
public class PayResponse
{
    public PayResponse()
    {
    }

    public PayResponse(PayResult result) => Result = result;

    public PayResponse(PayResult result, string? errorDetail) => (Result, ErrorDetail) = (result, errorDetail);

    public PayResponse(PayResult result, PayDetails? details) => (Result, Details) = (result, details);

    public PayResult Result { get; set; }

    public PayDetails? Details { get; set; }

    public string? ErrorDetail { get; set; }
}
