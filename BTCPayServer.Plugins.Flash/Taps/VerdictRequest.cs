namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>How staff say that a payment ended.</summary>
public sealed class VerdictRequest
{
    /// <summary><c>paid</c> or <c>failed</c>.</summary>
    public string? Status { get; set; }

    /// <summary>What they saw, 1 to 500 characters.</summary>
    public string? Reason { get; set; }
}
